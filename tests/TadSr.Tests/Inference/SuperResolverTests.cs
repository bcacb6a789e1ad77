using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class SuperResolverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1, 3, 8)]
    [InlineData(2, 3, 3, 8)]
    [InlineData(3, 40, 1, 8)]
    [InlineData(33, 17, 4, 8)]
    [InlineData(20, 20, 2, 16)]
    [InlineData(21, 12, 3, 16)]
    public void Output_has_four_times_the_size_and_the_same_channels_and_depth(int width, int height, int channels, int bitDepth)
    {
        using var resolver = TinyModel.Resolver();
        var output = resolver.Upscale(Pictures.Pattern(width, height, channels, bitDepth), cancellation: Token);
        Assert.Equal((width * 4, height * 4, channels, bitDepth), (output.Width, output.Height, output.Channels, output.BitDepth));
    }

    [Fact]
    public void Same_seed_gives_the_same_bytes_and_another_seed_does_not()
    {
        using var model = TinyModel.Create();
        byte[] Run(ulong seed) => TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Fp32, Seed = seed }, model).Upscale(Pictures.Pattern(24, 18), cancellation: Token).Bytes.ToArray();
        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
    }

    [Theory]
    [InlineData(24, 16)]
    [InlineData(32, 16)]
    [InlineData(48, 16)]
    public void Tiled_equals_untiled_up_to_rounding_when_the_network_is_local(int tile, int overlap)
    {
        using var model = TinyModel.Create();
        var picture = Pictures.Pattern(101, 67);
        var options = new SuperResolverOptions { Precision = Precision.Fp32, Tile = 0 };
        var whole = TinyModel.Resolver(options, model).Upscale(picture, cancellation: Token);
        var tiled = TinyModel.Resolver(options with { Tile = tile, Overlap = overlap }, model).Upscale(picture, cancellation: Token);
        var differences = Differences(whole, tiled);
        Assert.True(differences.Average() < 0.5, $"mean {differences.Average()}");
        Assert.True(differences.Max() <= 8, $"largest {differences.Max()}");
    }

    [Fact]
    public void Batches_change_at_most_one_level_in_few_samples()
    {
        using var model = TinyModel.Create();
        var picture = Pictures.Pattern(90, 30);
        var options = new SuperResolverOptions { Precision = Precision.Fp32, Tile = 24 };
        var differences = Differences(
            TinyModel.Resolver(options, model).Upscale(picture, cancellation: Token),
            TinyModel.Resolver(options with { Batch = 4 }, model).Upscale(picture, cancellation: Token));
        Assert.True(differences.Max() <= 1);
        Assert.True(differences.Count(d => d > 0) <= differences.Length * 0.001);
    }

    [Fact]
    public void Channel_means_are_held_when_the_network_shifts_colours()
    {
        using var shifted = TinyModel.Wrap(_ => new FunctionDenoiser((_, _, lq) => Unshuffled(lq) * 0.8 + 0.1));
        var picture = Pictures.Pattern(40, 30);
        var held = TinyModel.Resolver(model: shifted).Upscale(picture, cancellation: Token);
        var free = TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Fp32, ColorFix = false }, shifted).Upscale(picture, cancellation: Token);
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(Pictures.Mean(picture, c), Pictures.Mean(held, c), 0.5);
            Assert.True(Math.Abs(Pictures.Mean(picture, c) - Pictures.Mean(free, c)) > 2);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Grey_pictures_stay_exactly_grey(int channels)
    {
        using var resolver = TinyModel.Resolver();
        var picture = new PixelBuffer(25, 14, channels);
        for (var i = 0; i < picture.Bytes.Length; i++)
            picture.Bytes[i] = (byte)(i / channels * 7);
        Assert.True(resolver.Upscale(picture, cancellation: Token).IsGrey());
    }

    [Fact]
    public void Alpha_areas_stay_exact_and_hidden_colours_do_not_bleed()
    {
        using var copy = TinyModel.Wrap(_ => new FunctionDenoiser((_, _, lq) => Unshuffled(lq)));
        using var resolver = TinyModel.Resolver(model: copy);
        var disc = new PixelBuffer(40, 40, 4);
        for (var y = 0; y < 40; y++)
        {
            for (var x = 0; x < 40; x++)
            {
                if (Math.Pow(x - 19.5, 2) + Math.Pow(y - 19.5, 2) < 144)
                    (disc[x, y, 0], disc[x, y, 1], disc[x, y, 2], disc[x, y, 3]) = (200, 120, 40, 255);
            }
        }
        var output = resolver.Upscale(disc, cancellation: Token);
        for (var y = 0; y < 160; y++)
        {
            for (var x = 0; x < 160; x++)
            {
                var radius = Math.Sqrt(Math.Pow(x / 4.0 - 19.5, 2) + Math.Pow(y / 4.0 - 19.5, 2));
                if (radius < 9)
                    Assert.Equal(255, output[x, y, 3]);
                if (radius > 16)
                    Assert.Equal(0, output[x, y, 3]);
                if (output[x, y, 3] == 0)
                    continue;
                Assert.InRange(output[x, y, 0], 198, 202);
                Assert.InRange(output[x, y, 2], 38, 42);
            }
        }
    }

    [Fact]
    public void Not_finite_output_is_an_error_and_reduced_precision_is_tried_again_first()
    {
        using var broken = TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) => zt * float.NaN));
        var error = Assert.Throws<TadSrException>(() => TinyModel.Resolver(model: broken).Upscale(Pictures.Pattern(8, 8), cancellation: Token));
        Assert.Equal(ErrorKind.NonFinite, error.Kind);

        using var weak = TinyModel.Wrap(type => new FunctionDenoiser((zt, _, _) => type == ScalarType.BFloat16 ? zt * float.NaN : zt * 1));
        var resolver = TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Bf16 }, weak);
        var picture = resolver.Upscale(new Picture(Pictures.Pattern(8, 8)), cancellation: Token);
        Assert.Contains("float32", Assert.Single(picture.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_output_is_an_error_only_when_the_input_is_not_constant()
    {
        using var flat = TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) => zeros_like(zt)));
        var options = new SuperResolverOptions { Precision = Precision.Fp32, ColorFix = false };
        Assert.Throws<TadSrException>(() => TinyModel.Resolver(options, flat).Upscale(Pictures.Pattern(8, 8), cancellation: Token));
        Assert.Equal(32, TinyModel.Resolver(options, flat).Upscale(new PixelBuffer(8, 8, 3), cancellation: Token).Width);
    }

    [Fact]
    public void Stochastic_sampler_draws_noise_of_its_own_at_every_step_and_does_not_see_the_tiles()
    {
        // A denoiser that looks at single positions: only noise could differ from tile to tile.
        var options = new SuperResolverOptions { Precision = Precision.Fp32, Steps = 4, ColorFix = false, Tile = 0 };
        using var model = TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) => zt * 0.25));
        var picture = Pictures.Pattern(96, 80);
        var whole = TinyModel.Resolver(options with { Sampler = SamplerKind.Ddpm }, model).Upscale(picture, cancellation: Token);
        var tiled = TinyModel.Resolver(options with { Sampler = SamplerKind.Ddpm, Tile = 48, Overlap = 16 }, model).Upscale(picture, cancellation: Token);
        var other = TinyModel.Resolver(options, model).Upscale(picture, cancellation: Token);
        Assert.InRange(Enumerable.Range(0, whole.Bytes.Length).Max(i => Math.Abs(whole.Bytes[i] - tiled.Bytes[i])), 0, 1);
        Assert.InRange(Enumerable.Range(0, whole.Bytes.Length).Max(i => Math.Abs(whole.Bytes[i] - other.Bytes[i])), 11, 255);
        Assert.Equal("ddpm", TinyModel.Resolver(options with { Sampler = SamplerKind.Ddpm }, model).Sampler);
    }

    [Fact]
    public void Steps_choose_the_original_time_indices()
    {
        var times = new List<long>();
        using var spy = TinyModel.Wrap(_ => new FunctionDenoiser((zt, t, _) =>
        {
            times.Add(t[0].item<long>());
            return zt * 1;
        }));
        foreach (var steps in new[] { 1, 2, 4 })
            TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Fp32, Steps = steps }, spy).Upscale(Pictures.Pattern(8, 8), cancellation: Token);
        Assert.Equal([3L, 3, 0, 3, 2, 1, 0], times);
        var error = Assert.Throws<TadSrException>(() => TinyModel.Resolver(new SuperResolverOptions { Steps = 5 }, spy));
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
        Assert.Contains("4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_limit_refuses_before_work_and_names_both_numbers()
    {
        using var resolver = TinyModel.Resolver(new SuperResolverOptions { MaxMemory = 500_000_000 });
        var error = Assert.Throws<TadSrException>(() => resolver.CheckMemory(4000, 3000));
        Assert.Equal(ErrorKind.OutOfResources, error.Kind);
        Assert.Contains("500 MB", error.Message, StringComparison.Ordinal);
        Assert.Matches(@"about \d{4} MB", error.Message);
    }

    [Fact]
    public void Only_memory_and_the_number_of_pixels_limit_a_picture()
    {
        using var resolver = TinyModel.Resolver(new SuperResolverOptions { MaxMemory = 1L << 50 });
        resolver.CheckMemory(11000, 12000, 4, 16);   // 17 GB of samples
        Assert.Contains("2304 million pixels, at most 2147", Refused(resolver, 12000, 12000), StringComparison.Ordinal);

        using var untiled = TinyModel.Resolver(new SuperResolverOptions { MaxMemory = 1L << 50, Tile = 0 });
        Assert.Contains($"smaller {Setting.Tile}", Refused(untiled, 8000, 8000), StringComparison.Ordinal);

        static string Refused(SuperResolver resolver, int width, int height)
        {
            var error = Assert.Throws<TadSrException>(() => resolver.CheckMemory(width, height));
            Assert.Equal(ErrorKind.OutOfResources, error.Kind);
            return error.Message;
        }
    }

    [Fact]
    public void One_instance_serves_several_threads()
    {
        using var resolver = TinyModel.Resolver();
        var pictures = Enumerable.Range(0, 4).Select(i => Pictures.Pattern(20 + i, 16)).ToArray();
        var expected = pictures.Select(p => resolver.Upscale(p, cancellation: Token).Bytes.ToArray()).ToArray();
        var actual = new byte[16][];
        Parallel.For(0, 16, i => actual[i] = resolver.Upscale(pictures[i % 4], cancellation: Token).Bytes.ToArray());
        for (var i = 0; i < 16; i++)
            Assert.Equal(expected[i % 4], actual[i]);
    }

    [Fact]
    public void Upscaling_leaves_no_tensor_behind()
    {
        using var resolver = TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Fp32, Tile = 16 });
        var picture = Pictures.Pattern(40, 24);
        resolver.Upscale(picture, cancellation: Token);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++)
            resolver.Upscale(picture, cancellation: Token);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Tensor Unshuffled(Tensor lq)
        => nn.functional.pixel_unshuffle(nn.functional.interpolate(lq, scale_factor: [4, 4], mode: InterpolationMode.Nearest), 4);

    private static int[] Differences(PixelBuffer a, PixelBuffer b)
    {
        var (first, second) = (a.Bytes.ToArray(), b.Bytes.ToArray());
        Assert.Equal(first.Length, second.Length);
        return [.. first.Zip(second, (x, y) => Math.Abs(x - y))];
    }
}
