using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Inference;

/// <summary>The forms in which programs hand pictures to a resolver, and its life.</summary>
[Trait("Kind", "Unit")]
public sealed class SuperResolverFormsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Files_streams_and_their_asynchronous_forms_give_the_same_picture()
    {
        using var resolver = TinyModel.Resolver();
        var (input, output) = (folder.File("in.png"), folder.File("out.png"));
        ImageFile.Write(new Picture(Pictures.Pattern(13, 9, 4)), input, cancellation: Token);
        var expected = resolver.Upscale(ImageFile.Read(input).Pixels, cancellation: Token).Bytes.ToArray();

        Assert.Empty(resolver.Upscale(input, output, cancellation: Token));
        Assert.Equal(expected, ImageFile.Read(output).Pixels.Bytes.ToArray());
        await resolver.UpscaleAsync(input, folder.File("again.png"), cancellation: Token);
        Assert.Equal(expected, ImageFile.Read(folder.File("again.png")).Pixels.Bytes.ToArray());
        foreach (var isAsync in new[] { false, true })
        {
            using var source = new OneWayStream(new MemoryStream(await File.ReadAllBytesAsync(input, Token)));
            using var target = new MemoryStream();
            using var sink = new OneWayStream(target);
            var losses = isAsync ? await resolver.UpscaleAsync(source, sink, PictureFormat.Png, cancellation: Token) : resolver.Upscale(source, sink, PictureFormat.Png, cancellation: Token);
            Assert.Empty(losses);
            Assert.Equal(expected, ImageFile.Read(new MemoryStream(target.ToArray()), "result").Pixels.Bytes.ToArray());
        }
    }

    [Fact]
    public void Losses_are_told_and_a_bad_stream_is_named_and_leaves_the_output_empty()
    {
        using var resolver = TinyModel.Resolver();
        using MemoryStream file = new(), target = new(), text = new("no picture"u8.ToArray());
        ImageFile.Write(new Picture(Pictures.Pattern(8, 8, 4)), file, cancellation: Token);
        file.Position = 0;

        Assert.Contains("transparen", Assert.Single(resolver.Upscale(file, target, PictureFormat.Jpeg, cancellation: Token)), StringComparison.Ordinal);
        target.SetLength(0);
        var error = Assert.Throws<TadSrException>(() => resolver.Upscale(text, target, PictureFormat.Png, cancellation: Token));
        Assert.StartsWith("the input stream: ", error.Message, StringComparison.Ordinal);
        Assert.Equal((ErrorKind.BadFile, 0L), (error.Kind, target.Length));
        file.Position = 0;
        error = Assert.Throws<TadSrException>(() => resolver.Upscale(file, target, PictureFormat.Gif, cancellation: Token));
        Assert.Equal((ErrorKind.Usage, 0L), (error.Kind, target.Length));
    }

    [Fact]
    public async Task Images_of_ImageSharp_keep_their_type_of_pixel_and_their_metadata()
    {
        using var resolver = TinyModel.Resolver();
        Same<L8>(resolver, Pictures.Pattern(9, 7, 1));
        Same<La16>(resolver, Pictures.Pattern(9, 7, 2));
        Same<Rgb24>(resolver, Pictures.Pattern(9, 7));
        Same<Bgr24>(resolver, Pictures.Pattern(9, 7));
        Same<Rgba32>(resolver, Pictures.Pattern(9, 7, 4));
        Same<Bgra32>(resolver, Pictures.Pattern(9, 7, 4));
        Same<L16>(resolver, Pictures.Pattern(9, 7, 1, 16));
        Same<La32>(resolver, Pictures.Pattern(9, 7, 2, 16));
        Same<Rgb48>(resolver, Pictures.Pattern(9, 7, 3, 16));
        Same<Rgba64>(resolver, Pictures.Pattern(9, 7, 4, 16));

        using var image = Pictures.Pattern(9, 7).ToImage<Rgb24>();
        image.Metadata.ExifProfile = new ExifProfile();
        image.Metadata.ExifProfile.SetValue(ExifTag.Artist, "Someone");
        using var larger = await resolver.UpscaleAsync(image, cancellation: Token);
        Assert.Equal("Someone", larger.Metadata.ExifProfile?.GetValue(ExifTag.Artist)?.Value);

        image.Frames.AddFrame(image.Frames[0]);
        Assert.StartsWith("the image has 2 frames", Assert.Throws<TadSrException>(() => resolver.Upscale(image, cancellation: Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asynchronous_call_is_cancelled_between_tiles_and_leaves_no_file()
    {
        using var resolver = TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Fp32, Tile = 24 });
        using var source = new CancellationTokenSource();
        ImageFile.Write(new Picture(Pictures.Pattern(90, 60)), folder.File("in.png"), cancellation: Token);
        var parts = new List<double>();
        var progress = new Each(part =>
        {
            parts.Add(part);
            source.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolver.UpscaleAsync(folder.File("in.png"), folder.File("out.png"), progress: progress, cancellation: source.Token));

        Assert.InRange(Assert.Single(parts), 0.001, 0.5);
        Assert.Equal(["in.png"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Disposing_waits_for_no_call_and_ends_none_but_later_calls_throw()
    {
        var owner = new Owner();
        SuperResolver? resolver = null;
        resolver = TinyModel.Resolver(model: TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) =>
        {
            resolver!.Dispose();
            Assert.False(owner.IsDisposed);
            return zt * 1;
        }), owner));

        Assert.Equal(32, resolver.Upscale(Pictures.Pattern(8, 8), cancellation: Token).Width);

        Assert.True(owner.IsDisposed);
        resolver.Dispose();
        Assert.Throws<ObjectDisposedException>(() => resolver.Upscale(Pictures.Pattern(8, 8), cancellation: Token));
    }

    [Fact]
    public void Parts_of_the_caller_make_a_resolver()
    {
        Backend.Load();
        var codec = new AverageCodec();
        var sampler = new Sampler();
        // z_0 = z_y through a sampler that asks the network twice: the enlarged picture comes back through codec and tiles.
        using (var resolver = SuperResolver.Create(
            new FunctionDenoiser((zt, _, _) => zt * 0.5), codec, new DiffusionConfig { Steps = 4, Scale = 2 }, sampler, new SuperResolverOptions { Device = "cpu", Tile = 40 }))
        {
            var picture = Pictures.Pattern(70, 50);
            var result = resolver.Upscale(picture, cancellation: Token);
            Assert.Equal((140, 100, 2), (result.Width, result.Height, resolver.Scale));
            Assert.Equal(Pictures.Mean(picture, 1), Pictures.Mean(result, 1), 1.0);
            Assert.True(sampler.Calls > 1, $"{sampler.Calls} windows");
        }
        Assert.True(codec.IsDisposed);
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_before_the_network_is_asked()
    {
        var asked = 0;
        var resolver = TinyModel.Resolver(model: TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) =>
        {
            asked++;
            return zt * 1;
        })));
        var input = folder.File("in.png");
        ImageFile.Write(new Picture(Pictures.Pattern(8, 8)), input, cancellation: Token);
        Directory.CreateDirectory(folder.File("out.png"));
        using MemoryStream file = new(await File.ReadAllBytesAsync(input, Token)), closed = new([], writable: false), target = new();

        Assert.Equal(ErrorKind.Usage, Assert.Throws<TadSrException>(() => resolver.Upscale(input, folder.File("out.bmp"), cancellation: Token)).Kind);
        Assert.Contains("is a folder", Assert.Throws<TadSrException>(() => resolver.Upscale(input, folder.File("out.png"), cancellation: Token)).Message, StringComparison.Ordinal);
        Assert.Equal("output", Assert.Throws<ArgumentNullException>(() => resolver.Upscale(input, null!, cancellation: Token)).ParamName);
        Assert.Equal("input", Assert.Throws<ArgumentException>(() => resolver.Upscale("", input, cancellation: Token)).ParamName);
        Assert.StartsWith("the output stream: GIF", Assert.Throws<TadSrException>(() => resolver.Upscale(file, target, PictureFormat.Gif, cancellation: Token)).Message, StringComparison.Ordinal);
        Assert.Equal("output", Assert.Throws<ArgumentException>(() => resolver.Upscale(file, closed, PictureFormat.Png, cancellation: Token)).ParamName);
        Assert.Equal("output", (await Assert.ThrowsAsync<ArgumentException>(() => resolver.UpscaleAsync(file, closed, PictureFormat.Png, cancellation: Token))).ParamName);
        Assert.Equal(0, asked);

        resolver.Dispose();
        Assert.Throws<ObjectDisposedException>(() => resolver.Upscale(folder.File("missing.png"), folder.File("new.png"), cancellation: Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => resolver.UpscaleAsync(file, target, PictureFormat.Png, cancellation: Token));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(1, 64)]
    [InlineData(2, 32)]
    public void Parts_whose_result_has_another_shape_are_refused(int batch, int side)
    {
        Backend.Load();
        using var resolver = SuperResolver.Create(
            new FunctionDenoiser((_, _, _) => zeros([batch, 3, side, side])), new AverageCodec(), new DiffusionConfig { Steps = 4, Scale = 2 }, options: new SuperResolverOptions { Device = "cpu" });

        var error = Assert.Throws<TadSrException>(() => resolver.Upscale(Pictures.Pattern(32, 32), cancellation: Token));

        Assert.Equal($"the model gives a result of ({batch}, 3, {2 * side}, {2 * side}), expected was (1, 3, 64, 64); its parts do not fit each other or the scale.", error.Message);
        Assert.Equal(ErrorKind.NonFinite, error.Kind);
    }

    [Fact]
    public void An_empty_name_of_weights_and_a_limit_below_one_byte_are_refused()
    {
        Assert.Equal("weights", Assert.Throws<ArgumentException>(() => SuperResolver.Load("")).ParamName);
        Assert.StartsWith(
            "SuperResolverOptions.MaxMemory is -1", Assert.Throws<TadSrException>(() => SuperResolver.Load(options: new SuperResolverOptions { MaxMemory = -1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_picture_library_than_that_of_the_build_is_refused()
    {
        PictureLibraryVersion.Require();
        PictureLibraryVersion.Require(new Version(2, 0, 0, 0), new Version(2, 1, 0, 0));

        var error = Assert.Throws<TadSrException>(() => PictureLibraryVersion.Require(new Version(2, 0, 0, 0), new Version(4, 0, 0, 0)));

        Assert.Equal(ErrorKind.Environment, error.Kind);
        Assert.StartsWith("SixLabors.ImageSharp of the assembly version 4.0.0.0 is loaded", error.Message, StringComparison.Ordinal);
    }

    private static void Same<TPixel>(SuperResolver resolver, PixelBuffer pixels)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var image = pixels.ToImage<TPixel>();
        using var larger = resolver.Upscale(image, cancellation: Token);

        var expected = resolver.Upscale(pixels, cancellation: Token);
        var actual = PixelBuffer.From(larger);
        Assert.Equal((expected.Channels, expected.BitDepth), (actual.Channels, actual.BitDepth));
        Assert.Equal(expected.Bytes.ToArray(), actual.Bytes.ToArray());
    }

    private sealed class Sampler : ISampler
    {
        public int Calls { get; private set; }

        public Tensor Sample(IDenoiser denoiser, Tensor zT, Tensor zY, Tensor lq)
        {
            Calls++;
            using var scope = NewDisposeScope();
            var t = zeros([zT.shape[0]], ScalarType.Int64);
            return (zY + denoiser.PredictX0(zT, t, lq) - denoiser.PredictX0(zT, t, lq)).MoveToOuterDisposeScope();
        }
    }

    // Latents of half the sides: the mean of 2x2 pixels.
    private sealed class AverageCodec : ILatentCodec
    {
        public bool IsDisposed { get; private set; }

        public int Factor => 2;

        public int Channels => 3;

        public Tensor Encode(Tensor image) => nn.functional.avg_pool2d(image, 2);

        public Tensor Decode(Tensor latent) => nn.functional.interpolate(latent, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Owner : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Each(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }

    // A network stream knows neither its length nor a way back.
    private sealed class OneWayStream(Stream stream) : Stream
    {
        public override bool CanRead => stream.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => stream.CanWrite;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => stream.Flush();

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, Math.Min(count, 100));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);
    }
}
