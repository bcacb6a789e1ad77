using TadSr.Configuration;
using TadSr.Data;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Tests.Data;

[Trait("Kind", "Unit")]
public sealed class PrefetcherTests
{
    [Fact]
    public void Failure_of_a_worker_reaches_the_consumer_with_the_file()
    {
        using var folder = new PhotoFolder(1);
        var dataset = new PairDataset(ImageFolder.Scan([folder.Source], 32, cancellation: TestContext.Current.CancellationToken), new DataConfig { Crop = 32 }, new Failing(), 1);
        using var prefetcher = new Prefetcher(dataset, 2, workers: 2);
        var error = Assert.Throws<TadSrException>(() => prefetcher.Next(TestContext.Current.CancellationToken));
        Assert.Equal(ErrorKind.Environment, error.Kind);
        Assert.Contains("photo0.png", error.Message, StringComparison.Ordinal);
        Assert.Contains("broken on purpose", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_ends_the_wait_and_disposal_ends_the_threads()
    {
        using var folder = new PhotoFolder(1);
        using var source = new CancellationTokenSource();
        using var slow = new Blocking(source.Cancel);
        var dataset = new PairDataset(ImageFolder.Scan([folder.Source], 32, cancellation: TestContext.Current.CancellationToken), new DataConfig { Crop = 32 }, slow, 1);
        var prefetcher = new Prefetcher(dataset, 1);
        Assert.Throws<OperationCanceledException>(() => prefetcher.Next(source.Token));
        slow.Release.Set();
        prefetcher.Dispose();
        Assert.Throws<ObjectDisposedException>(() => prefetcher.Next(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Batches_are_made_ahead_up_to_the_depth_only()
    {
        const int Batch = 2, Depth = 3;
        using var folder = new PhotoFolder(1);
        var counting = new Counting { Allowed = Batch * Depth };
        var dataset = new PairDataset(ImageFolder.Scan([folder.Source], 32, cancellation: TestContext.Current.CancellationToken), new DataConfig { Crop = 32 }, counting, 1);
        using var prefetcher = new Prefetcher(dataset, Batch, workers: 2, depth: Depth);

        for (var taken = 0; taken < 30; taken++)
        {
            var ahead = Batch * (taken + Depth);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref counting.Calls) >= ahead, TimeSpan.FromMinutes(10)), "nothing is made ahead");
            Volatile.Write(ref counting.Allowed, Batch * (taken + 1 + Depth));
            prefetcher.Next(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, counting.TooEarly);
    }

    [Fact]
    public void Cache_stays_within_its_limit_and_keeps_what_was_used_last()
    {
        var decoded = new List<string>();
        var cache = new PictureCache(250, path =>
        {
            decoded.Add(path);
            return new RgbPicture(33, 1, new byte[99]);
        });
        foreach (var path in new[] { "a", "b", "a", "c", "a", "b" })
            cache.Get(path);
        Assert.Equal(["a", "b", "c", "b"], decoded);
    }

    private abstract class Degradation : IPairDegradation
    {
        public int Scale => 4;

        public virtual DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group)
            => new(new Planes<float>(3, truth.Height / 4, truth.Width / 4), truth);
    }

    private sealed class Failing : Degradation
    {
        public override DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group)
            => throw new InvalidOperationException("broken on purpose");
    }

    private sealed class Counting : Degradation
    {
        public int Calls, Allowed, TooEarly;

        public override DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group)
        {
            if (Interlocked.Increment(ref Calls) > Volatile.Read(ref Allowed))
                Interlocked.Increment(ref TooEarly);
            return base.Apply(truth, sample, group);
        }
    }

    private sealed class Blocking(Action called) : Degradation, IDisposable
    {
        public ManualResetEventSlim Release { get; } = new();

        public override DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group)
        {
            called();
            Release.Wait();
            return base.Apply(truth, sample, group);
        }

        public void Dispose() => Release.Dispose();
    }
}
