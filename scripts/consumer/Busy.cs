// A program of a stranger's that asks much of one resolver; scripts/consumer_check.sh compiles it against the package.
//   busy collected   400 calls beside a thread that allocates and collects
//   busy threads     8 threads with 100 calls each
// One line says what was seen; exit code 0 when no call failed, all pictures are equal and the memory is flat, 1 when not, and 3
// when TadSr refuses to work, with its line.
using System.Diagnostics;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Processing;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;

const int WarmUp = 100;
const long FlatMebibytes = 30;

try
{
    using var resolver = SuperResolver.Load();
    return args[0] == "collected" ? Collected(resolver, args[1]) : Threads(resolver, args[1]);
}
catch (TadSrException error)
{
    Console.Error.WriteLine(error.Message);
    return 3;
}

static int Collected(SuperResolver resolver, string file)
{
    var picture = Part(file, 16);
    var watch = Watch.Start(resolver, picture);
    var stop = false;
    var collections = 0;
    var collector = new Thread(() =>
    {
        while (!Volatile.Read(ref stop))
        {
            for (var i = 0; i < 200; i++)
                GC.KeepAlive(new byte[1000 + i]);
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
            collections++;
        }
    });
    collector.Start();
    for (var i = 0; i < WarmUp + 400; i++)
    {
        if (i == WarmUp)
            watch.Measure();
        watch.Call();
    }
    Volatile.Write(ref stop, true);
    collector.Join();
    return watch.End($"{WarmUp} + 400 calls beside {collections} collections", FlatMebibytes);
}

static int Threads(SuperResolver resolver, string file)
{
    var watch = Watch.Start(resolver, Part(file, 16));
    using var warm = new Barrier(8, _ => watch.Measure());
    var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
    {
        for (var i = 0; i < WarmUp; i++)
            watch.Call();
        warm.SignalAndWait();
        for (var i = 0; i < 100; i++)
            watch.Call();
    })).ToList();
    threads.ForEach(thread => thread.Start());
    threads.ForEach(thread => thread.Join());
    return watch.End($"8 threads x {WarmUp} + 100 calls", FlatMebibytes);
}

static byte[] Part(string file, int side)
{
    using var image = Image.Load(file);
    image.Mutate(i => i.Crop(side, side));
    using var stream = new MemoryStream();
    image.SaveAsPng(stream);
    return stream.ToArray();
}

/// <summary>Compares every result with the first one and the memory after the calls with that before.</summary>
internal sealed class Watch(SuperResolver resolver, byte[] picture, byte[] expected)
{
    private readonly Stopwatch time = Stopwatch.StartNew();
    private long before;
    private int exceptions;
    private int differing;

    public static Watch Start(SuperResolver resolver, byte[] picture) => new(resolver, picture, Upscaled(resolver, picture));

    public void Call()
    {
        try
        {
            if (!Upscaled(resolver, picture).AsSpan().SequenceEqual(expected))
                Interlocked.Increment(ref differing);
        }
        catch (Exception error)
        {
            if (Interlocked.Increment(ref exceptions) == 1)
                Console.Error.WriteLine(error);
        }
    }

    public void Measure() => before = Resident();

    public int End(string what, long flat)
    {
        var growth = Resident() - before;
        Console.WriteLine($"{what}, {time.Elapsed.TotalSeconds:0} s: {exceptions} exceptions, {differing} differing pictures, {before} MiB resident, {growth:+0;-0;0} MiB since warm-up");
        return exceptions == 0 && differing == 0 && growth < flat ? 0 : 1;
    }

    private static byte[] Upscaled(SuperResolver resolver, byte[] picture)
    {
        var result = resolver.Upscale(ImageFile.Read(new MemoryStream(picture), "part"));
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes(result.Pixels.Plane(0).AsSpan()).ToArray();
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 >> 20;
    }
}
