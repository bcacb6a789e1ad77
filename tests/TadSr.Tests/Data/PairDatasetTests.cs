using TadSr.Configuration;
using TadSr.Data;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Tests.Data;

[Trait("Kind", "Unit")]
public sealed class PairDatasetTests
{
    [Fact]
    public void Sample_does_not_depend_on_workers_batch_size_or_start()
    {
        using var folder = new PhotoFolder();
        var expected = Enumerable.Range(0, 24).Select(k => folder.Dataset().Sample(k)).ToArray();
        foreach (var (workers, batch, start) in new[] { (1, 4, 0), (2, 3, 0), (3, 1, 8), (2, 6, 12) })
        {
            using var prefetcher = new Prefetcher(folder.Dataset(), batch, start, workers, depth: 3);
            for (var next = start; next < 24; next += batch)
            {
                var actual = prefetcher.Next(TestContext.Current.CancellationToken);
                Assert.Equal((next, batch, 8, 32), (actual.FirstIndex, actual.Count, actual.LqSide, actual.HqSide));
                for (var i = 0; i < batch; i++)
                {
                    Assert.Equal(expected[next + i].File, actual.Files[i]);
                    Assert.Equal(expected[next + i].Lq.Values.Select(v => (v - 0.5f) / 0.5f), actual.Lq.AsSpan(i * 192, 192).ToArray());
                    Assert.Equal(expected[next + i].Hq.Values.Select(v => (v - 0.5f) / 0.5f), actual.Hq.AsSpan(i * 3072, 3072).ToArray());
                }
            }
        }
    }

    [Fact]
    public void Samples_of_other_seeds_and_indices_differ_and_stay_in_range()
    {
        using var folder = new PhotoFolder();
        var (one, two) = (folder.Dataset(1), folder.Dataset(2));
        Assert.NotEqual(one.Sample(0).Hq.Values, two.Sample(0).Hq.Values);
        Assert.NotEqual(one.Sample(0).Hq.Values, one.Sample(1).Hq.Values);
        var batch = one.Batch(0, 32);
        Assert.All(batch.Lq.Concat(batch.Hq), v => Assert.InRange(v, -1, 1));
        Assert.True(batch.Files.Distinct().Count() == 5, "32 draws from 5 pictures meet all of them");
    }

    [Fact]
    public void Pool_repeats_its_samples_in_random_order()
    {
        using var folder = new PhotoFolder();
        var config = new DataConfig { Crop = 32, Pool = 4 };
        var dataset = folder.Dataset(config: config);
        var first = Enumerable.Range(0, 4).Select(k => folder.Dataset(config: config with { Pool = 0 }).Sample(k).Lq.Values).ToList();
        var met = Enumerable.Range(0, 40).Select(k => first.FindIndex(values => values.SequenceEqual(dataset.Sample(k).Lq.Values))).ToList();
        Assert.Equal([0, 1, 2, 3], met.Distinct().Order());
        Assert.NotEqual(met[..4], met[4..8]);
    }

    [Fact]
    public void Trimmed_samples_are_pieces_of_the_whole_ones_with_truth_and_goal_at_one_place()
    {
        using var folder = new PhotoFolder();
        var config = new DataConfig { Crop = 32 };
        var guide = new Inverted();
        var degradation = new DegradationConfig { Kinds = [new DamageKindConfig { Name = "clean", Clean = true, Guide = "inverted" }] };
        var whole = folder.Dataset(config: config, degradation: degradation);
        var trimmed = folder.Dataset(config: config with { Trim = 8 }, degradation: degradation, guide: guide).Batch(0, 6);
        Assert.Equal((6, 24), (trimmed.LqSide, trimmed.HqSide));
        Assert.All(trimmed.Hq.Zip(trimmed.Goal!), pair => Assert.Equal(0, pair.First + pair.Second, 1e-6f));
        var places = new HashSet<(int, int)>();
        for (var i = 0; i < 6; i++)
        {
            var sample = whole.Sample(i);
            var place = (from top in Enumerable.Range(0, 3) from left in Enumerable.Range(0, 3) where Equal(sample.Lq.Crop(top, left, 6, 6), trimmed.Lq.AsSpan(i * 108, 108)) select (top, left)).Single();
            Assert.True(Equal(sample.Hq.Crop(4 * place.top, 4 * place.left, 24, 24), trimmed.Hq.AsSpan(i * 1728, 1728)));
            places.Add(place);
        }
        Assert.True(places.Count > 1);
        Assert.Equal((32, 8), guide.Seen);

        static bool Equal(Planes<float> unit, ReadOnlySpan<float> signed) => signed.SequenceEqual(unit.Values.Select(v => (v - 0.5f) / 0.5f).ToArray());
    }

    [Fact]
    public void Batch_grouping_shares_the_coarse_draws()
    {
        using var folder = new PhotoFolder();
        var recipe = new DegradationConfig { CleanProbability = 0.5 };
        var pairs = Enumerable.Range(0, 40).Select(k => folder.Dataset(group: 4, degradation: recipe).Sample(k)).ToArray();
        foreach (var group in pairs.Chunk(4))
            Assert.Single(group.Select(pair => IsClean(pair)).Distinct());
        Assert.Equal(2, pairs.Select(IsClean).Distinct().Count());

        static bool IsClean(TrainingPair pair)
            => pair.Lq.Values.SequenceEqual(new RealEsrganPipeline(new DegradationConfig()).Degrade(pair.Hq, new DegradationPlan { Clean = true }).Values);
    }

    [Fact]
    public void Crop_lies_in_its_picture_and_follows_its_turns()
    {
        using var folder = new PhotoFolder(1);
        var whole = PictureReader.Decode(Path.Combine(folder.Path, "photo0.png"));
        var dataset = folder.Dataset(config: new DataConfig { Crop = 32, Transpose = true });
        var seen = new HashSet<(bool, bool, bool)>();
        for (var k = 0; k < 64; k++)
        {
            var (crop, hq) = (dataset.Sample(k).Crop, dataset.Sample(k).Hq);
            Assert.InRange(crop.Top, 0, 80 - 32);
            Assert.InRange(crop.Left, 0, 96 - 32);
            seen.Add((crop.FlipHorizontal, crop.FlipVertical, crop.Transpose));
            for (var y = 0; y < 32; y += 7)
            {
                for (var x = 0; x < 32; x += 5)
                {
                    var (sy, sx) = crop.Transpose ? (x, y) : (y, x);
                    (sy, sx) = (crop.FlipVertical ? 31 - sy : sy, crop.FlipHorizontal ? 31 - sx : sx);
                    Assert.Equal(whole.Samples[((crop.Top + sy) * 96 + crop.Left + sx) * 3] / 255f, hq.Row(0, y)[x]);
                }
            }
        }

        Assert.Equal(8, seen.Count);
    }

    [Fact]
    public void Whole_crop_takes_the_largest_square_and_reduces_it_by_its_area()
    {
        using var folder = new PhotoFolder(1);
        var whole = PictureReader.Decode(Path.Combine(folder.Path, "photo0.png"));
        var pair = folder.Dataset(config: new DataConfig { Crop = 40, CropMode = CropMode.Whole, Flip = false }).Sample(0);
        Assert.Equal((0, 80), (pair.Crop.Top, pair.Crop.Side));
        double expected = 0;
        for (var y = 0; y < 2; y++)
        {
            for (var x = 0; x < 2; x++)
                expected += whole.Samples[((2 * 7 + y) * 96 + pair.Crop.Left + 2 * 11 + x) * 3 + 1] / 255.0 / 4;
        }

        Assert.Equal(expected, pair.Hq.Row(1, 7)[11], 1e-6);
    }

    [Fact]
    public void Area_reduction_keeps_the_mean_at_fractional_factors()
    {
        var image = new Planes<float>(1, 50, 50);
        new CounterRandom(1, 1).FillNormal(image.Values);
        var reduced = AreaReduction.Apply(image, 32, 32);
        Assert.Equal(image.Values.Average(v => (double)v), reduced.Values.Average(v => (double)v), 1e-6);
    }

    [Fact]
    public void Unreadable_file_is_skipped_and_the_rest_stays_deterministic()
    {
        using var folder = new PhotoFolder();
        var (one, two) = (folder.Dataset(), folder.Dataset());
        var victim = Path.Combine(folder.Path, "photo2.png");
        var before = Enumerable.Range(0, 40).Select(k => folder.Dataset().Sample(k)).ToArray();
        Assert.Contains(before, pair => pair.File == victim);
        File.WriteAllText(victim, "no picture any more");
        var after = Enumerable.Range(0, 40).Select(k => one.Sample(k)).ToArray();
        var again = Enumerable.Range(0, 40).Reverse().Select(k => two.Sample(k)).Reverse().ToArray();
        for (var k = 0; k < 40; k++)
        {
            Assert.NotEqual(victim, after[k].File);
            Assert.Equal(after[k].Hq.Values, again[k].Hq.Values);
            if (before[k].File != victim)
                Assert.Equal(before[k].Lq.Values, after[k].Lq.Values);
        }
    }

    [Fact]
    public void Nothing_readable_ends_with_one_line()
    {
        using var folder = new PhotoFolder(2);
        var dataset = folder.Dataset();
        foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "gone");
        using var prefetcher = new Prefetcher(dataset, 2);
        var error = Assert.Throws<TadSrException>(() => prefetcher.Next(TestContext.Current.CancellationToken));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Crop_that_is_no_multiple_of_the_scale_is_refused()
    {
        using var folder = new PhotoFolder(1);
        var error = Assert.Throws<TadSrException>(() => folder.Dataset(config: new DataConfig { Crop = 30 }));
        Assert.Equal("data.crop is 30; it must be a multiple of the scale 4, such as 28.", error.Message);
    }

    private sealed class Inverted : IPairGuide
    {
        public (int Hq, int Lq) Seen { get; private set; }

        public Planes<float> Goal(string name, Planes<float> lq, Planes<float> hq)
        {
            Assert.Equal("inverted", name);
            Seen = (hq.Width, lq.Width);
            return new Planes<float>(3, hq.Height, hq.Width, [.. hq.Values.Select(v => 1 - v)]);
        }
    }
}
