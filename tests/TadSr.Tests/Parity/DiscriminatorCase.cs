using TadSr.Networks;
using TadSr.Networks.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>A discriminator reference with the network that it describes, in float32 or float64.</summary>
internal sealed class DiscriminatorCase : IDisposable
{
    private readonly GoldenFile golden;
    private readonly TimeAwareDiscriminator network;
    private readonly ScalarType dtype;
    private readonly bool exact, storedNarrow, large;
    private readonly Tensor t;
    private readonly Tensor[] real, fake;
    private readonly double learningRate;

    public DiscriminatorCase(GoldenFile golden, bool wide)
    {
        this.golden = golden;
        var settings = golden.Case;
        var channels = settings.GetProperty("channels").EnumerateArray().Select(x => x.GetInt32()).ToArray();
        network = new TimeAwareDiscriminator(channels, settings.GetProperty("embed_dim").GetInt32(), settings.GetProperty("c_dim").GetInt32(),
            settings.GetProperty("time_aware").GetBoolean());
        Assert.Equal(settings.GetProperty("n_params").GetInt64(), network.parameters().Sum(x => x.numel()));
        learningRate = settings.GetProperty("optimizer").GetProperty("AdamW").GetProperty("lr").GetDouble();
        AnalyticFill.Apply(network, FillRule.Networks);
        foreach (var (key, value) in network.state_dict())
        {
            if (golden.Has("in.state0." + key))
                Close.Absolute(golden.Tensor("in.state0." + key), value, 0, key);
        }
        dtype = wide ? ScalarType.Float64 : ScalarType.Float32;
        network.to(dtype);
        network.UseFrequencies(golden.Tensor("in.freqs"));
        t = golden.Tensor("in.t");
        storedNarrow = golden.Tensor("out.train.logits_real.0").dtype == ScalarType.Float32;
        exact = wide;
        var sizes = settings.GetProperty("spatial").EnumerateArray().Select(x => (H: x[0].GetInt64(), W: x[1].GetInt64())).ToArray();
        real = [.. sizes.Select((s, k) => Feature("real", k, channels[k], s.H, s.W))];
        fake = [.. sizes.Select((s, k) => Feature("fake", k, channels[k], s.H, s.W))];
        large = channels.Max() > 64;
    }

    private double Logits => exact ? (storedNarrow ? 1e-6 : 1e-11) : large ? 4e-5 : 1e-5;

    private double Gradients => exact ? (storedNarrow ? 1e-6 : 1e-9) : 5e-5;

    public void CheckEvaluation()
    {
        network.eval();
        using var noGrad = no_grad();
        Compare("eval.logits_real", network.Forward(real, t), Logits);
    }

    public void CheckStep()
    {
        network.train();
        using var optimizer = optim.AdamW(network.parameters(), learningRate, weight_decay: 0);
        var onReal = network.Forward(real, t);
        CheckU("after_real");
        var onFake = network.Forward(fake, t);
        CheckU("after_fake");
        Compare("train.logits_real", onReal, Logits);
        Compare("train.logits_fake", onFake, Logits);
        var perSample = nn.functional.relu(1 - cat([.. onReal], 1)).mean([1]) + nn.functional.relu(1 + cat([.. onFake], 1)).mean([1]);
        Check("D_per_sample", perSample, Logits);
        var loss = perSample.mean();
        Check("D_loss", loss.reshape(1), Logits);
        loss.backward();
        CheckGradients();
        var before = network.named_parameters().ToDictionary(x => x.name, x => x.parameter.detach().clone());
        optimizer.step();
        CheckParameters(before);
        CheckGenerator();
    }

    public void Dispose() => network.Dispose();

    private void CheckGenerator()
    {
        foreach (var feature in fake)
            feature.requires_grad_(true);
        var logits = network.Forward(fake, t);
        CheckU("after_G");
        var perSample = -cat([.. logits], 1).mean([1]);
        Check("G_per_sample", perSample, Logits);
        var loss = perSample.mean();
        Check("G_loss", loss.reshape(1), Logits);
        loss.backward();
        Compare("G_dfake", [.. fake.Select(x => x.grad!)], Gradients);
    }

    private void CheckGradients()
    {
        foreach (var (key, parameter) in network.named_parameters())
        {
            if (!golden.Has("out.Dgrad_l2." + key))
            {
                Assert.True(parameter.grad is null, $"{key} has a gradient; the reference has none");
                continue;
            }
            var gradient = parameter.grad!;
            if (golden.Has("out.Dgrad." + key))
                Check("Dgrad." + key, gradient, Gradients);
            Near("Dgrad_l2." + key, gradient.norm(), exact ? 1e-8 : 2e-3, exact ? 1e-8 : 1e-4);
            Near("Dgrad_sum." + key, gradient.sum(), 0, exact ? 1e-8 : 1e-4);
        }
    }

    private void CheckParameters(Dictionary<string, Tensor> before)
    {
        foreach (var (key, parameter) in network.named_parameters())
        {
            if (golden.Has("out.Dstep." + key))
            {
                // Files of float32 values hold float64 results to half a unit in the last place only.
                var expected = golden.Tensor("out.Dstep." + key);
                Close.Absolute(expected, parameter.to_type(expected.dtype), exact ? (storedNarrow ? 1.2e-7 : 1e-8) : 1.1e-4, "Dstep." + key);
            }
            if (golden.Has("out.Dstep_abs_sum." + key))
                Near("Dstep_abs_sum." + key, (parameter - before[key]).abs().sum(), exact ? 1e-8 : 5e-3, 0);
        }
    }

    private void CheckU(string moment)
    {
        foreach (var (key, buffer) in network.named_buffers())
        {
            if (golden.Has($"out.{moment}.{key}"))
                Check($"{moment}.{key}", buffer, Logits);
        }
    }

    private void Compare(string name, IReadOnlyList<Tensor> actual, double tolerance)
    {
        for (var k = 0; k < actual.Count; k++)
            Check($"{name}.{k}", actual[k], tolerance);
    }

    private void Check(string name, Tensor actual, double tolerance) =>
        Close.Relative(golden.Tensor("out." + name), actual, tolerance, name);

    private void Near(string name, Tensor actual, double relative, double absolute)
    {
        var expected = golden.Tensor("out." + name).to_type(ScalarType.Float64).item<double>();
        var gap = Math.Abs(actual.to_type(ScalarType.Float64).item<double>() - expected);
        Assert.True(gap <= Math.Max(relative * Math.Abs(expected), absolute), $"{name}: {gap:E2} from {expected:E4}");
    }

    private Tensor Feature(string kind, int head, long channels, long height, long width)
    {
        var count = t.shape[0] * channels * height * width;
        var values = AnalyticFill.Units($"feature.{kind}.{head}", count).Select(x => (float)x * 2).ToArray();
        var feature = tensor(values, [t.shape[0], channels, height, width]);
        if (golden.Has($"in.{kind}.{head}"))
            Close.Absolute(golden.Tensor($"in.{kind}.{head}"), feature, 0, $"{kind}.{head}");
        return feature.to_type(dtype);
    }
}
