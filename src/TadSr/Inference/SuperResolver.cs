using System.Globalization;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Imaging;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Inference;

/// <summary>Upscales pictures with a one-step diffusion model or another network that enlarges. One instance may be used by several threads at once.</summary>
public sealed class SuperResolver : IDisposable
{
    private readonly IPictureUpscaler model;
    private readonly UpscalerTraits traits;
    private readonly Lock gate = new();
    private int running;
    private bool isDisposed;

    internal SuperResolver(IPictureUpscaler model, SuperResolverOptions options)
    {
        PictureLibraryVersion.Require();
        options.Validate();
        (this.model, traits, Options) = (model, model.Traits, options);
    }

    /// <summary>Loads a weight file and readies the device.</summary>
    /// <param name="weights">A model file, or the name of one that comes with the library: <c>lite</c> (the default), <c>general</c> or
    /// <c>wdn</c>; or the name of a published file that was fetched before.</param>
    /// <param name="options">What results depend on.</param>
    /// <exception cref="TadSrException">The file is missing, damaged or of an unknown kind, an option does not fit the model, or the device is absent.</exception>
    public static SuperResolver Load(string? weights = null, SuperResolverOptions? options = null)
    {
        options ??= new SuperResolverOptions();
        options.Validate();
        weights ??= BundledModel.Lite.Name;
        ArgumentException.ThrowIfNullOrEmpty(weights);
        var isGeneral = weights == BundledModel.General.Name;
        if (options.Denoise is { } asked && !isGeneral)
            throw new TadSrException(string.Create(CultureInfo.InvariantCulture, $"{Setting.Denoise} is {asked}, but only the model '{BundledModel.General.Name}' has a second file to mix with; leave it out."), ErrorKind.Usage);
        var files = ModelWeights.Find(weights, options.Codec, new WeightStore());
        var share = 1 - (options.Denoise ?? 1);
        return new SuperResolver(ModelFile.LoadUpscaler(files.Path, new UpscalerOptions
        {
            Device = options.Device,
            Codec = files.Codec,
            Steps = options.Steps,
            Sampler = options.Sampler,
            Schedule = options.Schedule,
            Precision = options.Precision,
            MixWith = share > 0 ? BundledModel.WeakDenoise.Find() : null,
            MixShare = share,
            Families = options.Families,
        }), options);
    }

    /// <summary>Puts a diffusion model together from parts of one's own. They belong to the resolver from now on, also after an error.</summary>
    /// <param name="denoiser">The network; it computes in the element type that it is given, float32, on <see cref="SuperResolverOptions.Device"/>.</param>
    /// <param name="codec">Pictures to its latents and back, on the same device.</param>
    /// <param name="diffusion">Schedule and scale.</param>
    /// <param name="sampler">From z_T to z_0; null takes one step, or the deterministic sampler for more (<see cref="SuperResolverOptions.Steps"/>).</param>
    /// <param name="options">What results depend on; precision and codec are settled by the parts.</param>
    /// <param name="sizeMultiple">Sides of the latent that the network takes are multiples of this.</param>
    /// <exception cref="TadSrException">An option does not fit the parts, or the device is absent.</exception>
    public static SuperResolver Create(IDenoiser denoiser, ILatentCodec codec, DiffusionConfig diffusion, ISampler? sampler = null, SuperResolverOptions? options = null, int sizeMultiple = 1)
    {
        options ??= new SuperResolverOptions();
        options.Validate();
        return new SuperResolver(DiffusionUpscaler.Create(denoiser, codec, diffusion, sampler, options.Steps, options.Device, sizeMultiple), options);
    }

    /// <summary>The options in use.</summary>
    public SuperResolverOptions Options { get; }

    /// <summary>Pixels of the output for one of the input, in each direction.</summary>
    public int Scale => traits.Scale;

    /// <summary>The weight file, with the other one and its share where two are mixed.</summary>
    public string Weights => traits.Weights;

    /// <summary>Diffusion steps for a picture; 0 for networks without.</summary>
    public int Steps => traits.Steps;

    /// <summary><c>one-step</c>, <c>ddim</c>, <c>ddpm</c> or <c>own</c>; empty for networks without diffusion.</summary>
    internal string Sampler => traits.Sampler;

    /// <summary>The schedule of a loaded diffusion model, and how it is known.</summary>
    internal ScheduleOrigin? Schedule => traits.Schedule;

    /// <summary>How the program that was published with the network runs it; null where there is none.</summary>
    internal PublishedScript? Script => traits.Script;

    /// <summary>Whether low frequencies are held to the input's.</summary>
    public bool RepairsColours => Options.ColorFix ?? traits.RepairsColours;

    /// <summary>The element type in which the network computes, after <see cref="Precision.Auto"/> was decided.</summary>
    public Precision Precision => traits.Precision;

    /// <summary>SHA-256 of the weight file, lower-case hexadecimal; of both, joined by a plus sign, where two are mixed.</summary>
    public string ModelHash => traits.WeightsHash;

    /// <summary>The device, as messages name it.</summary>
    public string DeviceName => traits.Device;

    /// <summary>Upscales a picture file. The new one is written under a temporary name, then renamed.</summary>
    /// <param name="input">The file to read.</param>
    /// <param name="output">The file to write; its extension (.png, .jpg, .webp) decides the format unless <paramref name="write"/> does.</param>
    /// <param name="write">Format, quality, metadata.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after every tile.</param>
    /// <param name="cancellation">Stops between tiles; nothing is left behind.</param>
    /// <returns>One line for each thing that could not be kept.</returns>
    /// <exception cref="TadSrException">A file cannot be read or written, the picture does not fit into memory, or the network's result is unusable.</exception>
    /// <exception cref="ObjectDisposedException">The resolver was disposed.</exception>
    public IReadOnlyList<string> Upscale(string input, string output, PictureWriteOptions? write = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        RequireAlive();
        // What cannot be written is refused before the work, which takes minutes for a large picture.
        AtomicFile.RequireNoFolder(output);
        var picture = ImageFile.Read(input, ImageFile.DefaultMaxPixels, acceptDamaged: false, cancellation);
        CheckWritable(picture, ImageFile.FormatOf(output, write), output);
        var result = Upscale(picture, progress, cancellation);
        return [.. picture.Warnings, .. result.Warnings, .. ImageFile.Write(result, output, write, cancellation)];
    }

    /// <summary>Upscales an encoded picture from one stream to another.</summary>
    /// <param name="input">A picture file of any format that is read, from its current position to its end.</param>
    /// <param name="output">Gets the encoded picture as a whole, or nothing.</param>
    /// <param name="format">PNG, JPEG, WebP, TIFF or AVIF.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after every tile.</param>
    /// <param name="cancellation">Stops between tiles.</param>
    /// <returns>One line for each thing that could not be kept.</returns>
    /// <exception cref="TadSrException">It is no picture, is damaged or too large, the format is not written, or the network's result is unusable.</exception>
    /// <exception cref="ObjectDisposedException">The resolver was disposed.</exception>
    public IReadOnlyList<string> Upscale(Stream input, Stream output, PictureFormat format, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        RequireStreams(input, output);
        using var file = new MemoryStream();
        input.CopyTo(file);
        file.Position = 0;
        var picture = ImageFile.Read(file, "the input stream", ImageFile.DefaultMaxPixels, acceptDamaged: false, cancellation);
        CheckWritable(picture, format, "the output stream");
        var result = Upscale(picture, progress, cancellation);
        return [.. picture.Warnings, .. result.Warnings, .. ImageFile.Write(result, output, new PictureWriteOptions { Format = format }, cancellation)];
    }

    /// <summary>Upscales a picture of ImageSharp. Depth, grey and alpha are those of the pixel type; the metadata are copied.</summary>
    /// <param name="image">One frame; the caller keeps it.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after every tile.</param>
    /// <param name="cancellation">Stops between tiles.</param>
    /// <returns>A new picture, which belongs to the caller.</returns>
    /// <exception cref="TadSrException">It has several frames, does not fit into memory, or the network's result is unusable.</exception>
    /// <exception cref="ObjectDisposedException">The resolver was disposed.</exception>
    public Image<TPixel> Upscale<TPixel>(Image<TPixel> image, IProgress<double>? progress = null, CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(image);
        return Upscale(PixelBuffer.From(image), progress, cancellation).ToImage<TPixel>(image.Metadata);
    }

    /// <summary>Upscales a picture and hands its metadata on.</summary>
    /// <param name="picture">A picture as <see cref="ImageFile"/> reads it.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after every tile.</param>
    /// <param name="cancellation">Stops between tiles.</param>
    /// <exception cref="TadSrException">It does not fit into memory, or the network's result is unusable.</exception>
    /// <exception cref="ObjectDisposedException">The resolver was disposed.</exception>
    public Picture Upscale(Picture picture, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (pixels, repeats) = Guarded(picture.Pixels, progress, cancellation);
        return picture with
        {
            Pixels = pixels,
            Warnings = repeats == 0 ? [] : [$"{repeats} batch(es) of tiles were not finite in {(Precision == Precision.Fp16 ? "float16" : "bfloat16")} and were computed again in float32"],
        };
    }

    /// <summary>Upscales samples; depth, grey and alpha stay as they are.</summary>
    /// <param name="image">The samples.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after every tile.</param>
    /// <param name="cancellation">Stops between tiles.</param>
    /// <exception cref="TadSrException">It does not fit into memory, or the network's result is unusable.</exception>
    /// <exception cref="ObjectDisposedException">The resolver was disposed.</exception>
    public PixelBuffer Upscale(PixelBuffer image, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Guarded(image, progress, cancellation).Pixels;
    }

    /// <summary><see cref="Upscale(string, string, PictureWriteOptions?, IProgress{double}?, CancellationToken)"/> on a thread of the pool.</summary>
    public Task<IReadOnlyList<string>> UpscaleAsync(string input, string output, PictureWriteOptions? write = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
        => Task.Run(() => Upscale(input, output, write, progress, cancellation), cancellation);

    /// <summary><see cref="Upscale(Stream, Stream, PictureFormat, IProgress{double}?, CancellationToken)"/>, where the streams are read and
    /// written asynchronously and the rest happens on a thread of the pool.</summary>
    public async Task<IReadOnlyList<string>> UpscaleAsync(Stream input, Stream output, PictureFormat format, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        RequireStreams(input, output);
        using MemoryStream file = new(), result = new();
        await input.CopyToAsync(file, cancellation).ConfigureAwait(false);
        file.Position = 0;
        var warnings = await Task.Run(() => Upscale(file, result, format, progress, cancellation), cancellation).ConfigureAwait(false);
        result.Position = 0;
        await result.CopyToAsync(output, cancellation).ConfigureAwait(false);
        return warnings;
    }

    /// <summary><see cref="Upscale{TPixel}(Image{TPixel}, IProgress{double}?, CancellationToken)"/> on a thread of the pool.</summary>
    public Task<Image<TPixel>> UpscaleAsync<TPixel>(Image<TPixel> image, IProgress<double>? progress = null, CancellationToken cancellation = default)
        where TPixel : unmanaged, IPixel<TPixel>
        => Task.Run(() => Upscale(image, progress, cancellation), cancellation);

    /// <summary><see cref="Upscale(Picture, IProgress{double}?, CancellationToken)"/> on a thread of the pool.</summary>
    public Task<Picture> UpscaleAsync(Picture picture, IProgress<double>? progress = null, CancellationToken cancellation = default)
        => Task.Run(() => Upscale(picture, progress, cancellation), cancellation);

    private void RequireStreams(Stream input, Stream output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (!output.CanWrite)
            throw new ArgumentException("The stream cannot be written.", nameof(output));
        RequireAlive();
    }

    private void RequireAlive()
    {
        lock (gate)
            ObjectDisposedException.ThrowIf(isDisposed, this);
    }

    private void CheckWritable(Picture picture, PictureFormat format, string name) =>
        ImageFile.CheckWritable(format, (long)picture.Pixels.Width * Scale, (long)picture.Pixels.Height * Scale, name);

    // The forecast cannot know what other programs take meanwhile.
    private (PixelBuffer Pixels, int Repeats) Guarded(PixelBuffer image, IProgress<double>? progress, CancellationToken cancellation)
    {
        Enter();
        try
        {
            return Compute(image, progress, cancellation);
        }
        catch (Exception e) when (AllocationFailure.Is(e))
        {
            throw new TadSrException(
                $"out of memory while upscaling {image.Width}x{image.Height} {(TileSide == 0 ? "untiled" : $"in tiles of {TileSide}")}: {e.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.')}. " +
                $"Use a smaller {Setting.Tile} or {Setting.Batch}, cut the picture into parts, or refuse such pictures before work starts with {Setting.MaxMemory}.",
                ErrorKind.OutOfResources, e);
        }
        finally
        {
            Leave();
        }
    }

    private void Enter()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            running++;
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            running--;
            if (isDisposed && running == 0)
                model.Dispose();
        }
    }

    private (PixelBuffer Pixels, int Repeats) Compute(PixelBuffer image, IProgress<double>? progress, CancellationToken cancellation)
    {
        CheckMemory(image.Width, image.Height, image.Channels, image.BitDepth);
        var plan = Plan(image.Width, image.Height);
        float[][] planes = [image.Plane(0), image.Plane(1), image.Plane(2)];
        PlaneResampling? alpha = null;
        if (image.HasAlpha)
        {
            var opacity = image.AlphaPlane();
            HiddenColours.Fill(planes, opacity, image.Width, image.Height);
            alpha = new PlaneResampling(opacity, image.Width, image.Height, image.Width * Scale, image.Height * Scale);
        }
        var isConstant = Array.TrueForAll(planes, plane => !plane.AsSpan().ContainsAnyExcept(planes[0][0]));
        var picture = new PaddedPicture(planes, image.Width, image.Height, plan.Width, plan.Height, traits.Rim);
        var colors = RepairsColours ? new ColorFix([.. planes.Select(plane => (float[])plane.Clone())], image.Width, image.Height, Scale) : null;
        var output = new OutputAssembly(image.Width * Scale, image.Height * Scale, colors, traits.Rim * Scale);
        var repeats = Run(picture, plan, output, progress, cancellation);
        if (output.IsConstant && !isConstant)
            throw new TadSrException("the network gives one colour for a picture that has several; the weights are damaged or do not fit.", ErrorKind.NonFinite);
        return (output.Finish(image.Channels, image.BitDepth, image.IsGrey(), alpha), repeats);
    }

    /// <summary>Side of a tile in pixels of the input, as the network takes it; 0 never tiles.</summary>
    public int TileSide => PaddedPicture.PaddedLength(Options.Tile ?? traits.DefaultTile, traits.PixelMultiple);

    /// <summary>Pixels of the input that neighbouring tiles share.</summary>
    public int OverlapSide => Math.Min(Options.Overlap ?? traits.DefaultOverlap, TileSide / 2) / traits.StartMultiple * traits.StartMultiple;

    /// <summary>Pixels that the network computes for a picture of this size, overlaps and padding included: what its time is in proportion to.</summary>
    public double Work(int width, int height)
    {
        var plan = Plan(width, height);
        return (double)plan.Count * plan.TileWidth * plan.TileHeight;
    }

    /// <summary>Refuses a picture that needs more memory than there is.</summary>
    /// <exception cref="TadSrException">With both numbers.</exception>
    public void CheckMemory(int width, int height, int channels = 4, int bitDepth = 8)
    {
        var pixels = (long)width * height * Scale * Scale;
        if (pixels > PixelStore.MostPixels)
        {
            throw new TadSrException(
                $"{width}x{height} x{Scale} gives {pixels / 1_000_000} million pixels, at most {PixelStore.MostPixels / 1_000_000} million are possible. Cut the picture into parts.", ErrorKind.OutOfResources);
        }
        var plan = Plan(width, height);
        var needed = MemoryNeed.Of(traits, plan, width, height, channels, bitDepth, Options.Batch);
        var allowed = Options.MaxMemory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed.Working > Array.MaxLength)
        {
            throw new TadSrException(
                $"{width}x{height} x{Scale} in tiles of {plan.TileWidth}x{plan.TileHeight} takes an array of {needed.Working / 1_000_000} million elements, at most {Array.MaxLength / 1_000_000} million are possible. Use a smaller {Setting.Tile} or {Setting.Batch}.",
                ErrorKind.OutOfResources);
        }
        if (needed.Total > allowed)
        {
            throw new TadSrException(
                $"{width}x{height} x{Scale} needs about {needed.Total / 1_000_000} MB of memory, {allowed / 1_000_000} MB are allowed. Cut the picture into parts, use a smaller {Setting.Tile}, or raise {Setting.MaxMemory}.",
                ErrorKind.OutOfResources);
        }
    }

    /// <summary>Frees the model; calls that are under way end first, on their own threads. Later calls throw.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isDisposed)
                return;
            isDisposed = true;
            if (running == 0)
                model.Dispose();
        }
    }

    private int Run(PaddedPicture picture, TilePlan plan, OutputAssembly output, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var windows = model.Prepare(picture);
        var noise = new LatentNoise(Options.Seed);
        var blend = new TileBlend(plan, Scale, Options.Blend);
        var results = Enumerable.Range(0, Math.Min(Options.Batch, plan.Columns.Count)).Select(_ => new Planes<float>(3, plan.TileHeight * Scale, plan.TileWidth * Scale)).ToArray();
        var done = 0;
        for (var row = 0; row < plan.Rows.Count; row++)
        {
            for (var column = 0; column < plan.Columns.Count; column += Options.Batch)
            {
                cancellation.ThrowIfCancellationRequested();
                var tiles = plan.Columns.Skip(column).Take(Options.Batch).Select(left => new Tile(left, plan.Rows[row])).ToArray();
                windows.Run([.. tiles.Select(tile => Window(picture, plan, tile, noise))], results[..tiles.Length]);
                for (var i = 0; i < tiles.Length; i++)
                    blend.Add(column + i, row, results[i].Values);
                done += tiles.Length;
                progress?.Report((double)done / plan.Count);
            }
            blend.Finish(row + 1, output.Add);
        }
        return windows.Repeats;
    }

    private UpscaleWindow Window(PaddedPicture picture, TilePlan plan, Tile tile, LatentNoise noise) => new(
        tile.Left, tile.Top, picture.Window(tile, plan.TileWidth, plan.TileHeight, traits.Margin),
        traits.Noise is { } shape ? noise.Of(shape, tile, plan.TileWidth, plan.TileHeight) : []);

    private TilePlan Plan(int width, int height)
    {
        var (paddedWidth, tileWidth, strideX) = PlanSide(width + 2 * traits.Rim);
        var (paddedHeight, tileHeight, strideY) = PlanSide(height + 2 * traits.Rim);
        return new TilePlan(paddedWidth, paddedHeight, tileWidth, tileHeight, strideX, strideY);
    }

    private (int Padded, int Tile, int Stride) PlanSide(int length)
    {
        var whole = PaddedPicture.PaddedLength(Math.Max(length, traits.LeastSide), traits.PixelMultiple);
        return TileSide == 0 || whole <= TileSide
            ? (whole, whole, whole)
            : (PaddedPicture.PaddedLength(length, traits.StartMultiple), TileSide, TileSide - OverlapSide);
    }
}
