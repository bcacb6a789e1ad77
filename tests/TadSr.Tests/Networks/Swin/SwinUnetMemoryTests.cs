using System.Diagnostics;
using System.Globalization;
using TadSr.Networks;
using TadSr.Networks.Swin;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Swin;

/// <summary>Measures the peak memory of a forward in a process that does nothing else: the test starts the test program again with
/// this test alone.</summary>
[Trait("Kind", "Unit")]
public class SwinUnetMemoryTests
{
    private const string Marker = "TADSR_TEST_MEMORY_CHILD";
    private const long AllowedMiB = 2560;

    [Fact]
    public async Task Full_size_forward_stays_below_2_5_GiB_in_a_process_of_its_own()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "peak memory is read from /proc");
        if (Environment.GetEnvironmentVariable(Marker) is not null)
        {
            Forward();
            var peak = PeakMiB();
            Console.WriteLine($"peak {peak} MiB");
            Assert.InRange(peak, 400, AllowedMiB - 1);
            return;
        }
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "TadSr.Tests"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-method", $"{typeof(SwinUnetMemoryTests).FullName}.{nameof(Full_size_forward_stays_below_2_5_GiB_in_a_process_of_its_own)}", "-showLiveOutput" },
            Environment = { [Marker] = "1" },
        };
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0 && output.Contains("peak ", StringComparison.Ordinal), output + await errors);
    }

    private static void Forward()
    {
        Backend.Load();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var network = new SwinUnet(SwinUnetConfig.RealSr);
        AnalyticFill.Apply(network, FillRule.Networks);
        network.eval();
        var y = network.forward(ones(1, 3, 64, 64), zeros(1, ScalarType.Int64), ones(1, 3, 64, 64));
        Assert.True(y.isfinite().all().item<bool>());
    }

    private static long PeakMiB()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
