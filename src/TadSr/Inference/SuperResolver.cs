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
    private readonly Tiling tiling;
    private readonly Lock gate = new();
    private int running;
    private bool isDisposed;

    internal SuperResolver(IPictureUpscaler model, SuperResolverOptions options)
    {
        PictureLibraryVersion.Require();
        options.Validate();
        (this.model, traits, Options) = (model, model.Traits, options);
        tiling = Tiling.Of(traits, options);
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
        using var scratch = new PixelScratch(output);
        var picture = ImageFile.Read(input, new PictureReadOptions { Scratch = scratch }, cancellation);
        var format = ImageFile.FormatOf(output, write);
        CheckWritable(picture, format, output);
        CheckMemory(picture.Pixels.Width, picture.Pixels.Height, picture.Pixels.Channels, picture.Pixels.BitDepth, scratch, format);
        var result = Upscale(picture, scratch, progress, cancellation);
        return [.. picture.Warnings, .. result.Warnings, .. ImageFile.Write(result, output, write ?? new PictureWriteOptions(), scratch, stream => stream, cancellation)];
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
        return Upscale(picture, PixelScratch.None, progress, cancellation);
    }

    /// <summary>Upscales a picture whose samples, and those of the result, lie in memory or in files.</summary>
    internal Picture Upscale(Picture picture, PixelScratch scratch, IProgress<double>? progress, CancellationToken cancellation)
    {
        var (pixels, repeats, deviation) = Guarded(picture.Pixels, scratch, progress, cancellation);
        List<string> warnings = [];
        if (repeats > 0)
            warnings.Add($"{repeats} batch(es) of tiles were not finite in {(Precision == Precision.Fp16 ? "float16" : "bfloat16")} and were computed again in float32");
        if (deviation is not null)
            warnings.Add(deviation);
        return picture with { Pixels = pixels, Warnings = warnings, Deviation = deviation };
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
        return Guarded(image, PixelScratch.None, progress, cancellation).Pixels;
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

    // The forecast cannot know what other programs take meanwhile. Smaller tiles change the result, so they are said; whether they are
    // taken is not for the free memory to decide beforehand.
    private (PixelBuffer Pixels, int Repeats, string? Deviation) Guarded(PixelBuffer image, PixelScratch scratch, IProgress<double>? progress, CancellationToken cancellation)
    {
        Enter();
        var (tiles, batch, deviation) = (tiling, Options.Batch, default(string));
        try
        {
            CheckMemory(image.Width, image.Height, image.Channels, image.BitDepth, scratch);
            var result = scratch.Create(image.Width * Scale, image.Height * Scale, image.Channels, image.BitDepth);
            try
            {
                return (result, Compute(image, result, tiles.Plan(image.Width, image.Height), batch, progress, cancellation), null);
            }
            catch (Exception e) when (AllocationFailure.Is(e) && tiling.Smaller(image.Width, image.Height) is { } smaller)
            {
                (tiles, batch, deviation) = (smaller, 1, $"memory ran out {Named(tiling)}: computed again {Named(smaller)}, one at a time, which gives a slightly different picture");
            }
            KeptBlocks.GiveBack();
            return (result, Compute(image, result, tiles.Plan(image.Width, image.Height), batch, progress, cancellation), deviation);
        }
        catch (Exception e) when (AllocationFailure.Is(e))
        {
            throw new TadSrException(
                $"out of memory while upscaling {image.Width}x{image.Height} {Named(tiles)}: {e.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.')}. " +
                $"Use a smaller {Setting.Tile} or {Setting.Batch}, cut the picture into parts, or refuse such pictures before work starts with {Setting.MaxMemory}.",
                ErrorKind.OutOfResources, e);
        }
        finally
        {
            Leave();
        }
    }

    private static string Named(Tiling tiles) => tiles.Side == 0 ? "untiled" : $"in tiles of {tiles.Side}";

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

    private int Compute(PixelBuffer image, PixelBuffer result, TilePlan plan, int batch, IProgress<double>? progress, CancellationToken cancellation)
    {
        var input = new InputColours(image);
        var output = new OutputAssembly(
            result,
            plan.TileHeight * Scale,
            Scale,
            RepairsColours ? new ColorFix(input.CopyRow, image.Width, image.Height, Scale) : null,
            image.IsGrey(),
            image.HasAlpha ? new PlaneResampling(image.CopyAlphaRow, image.Width, image.Height, result.Width, result.Height) : null,
            traits.Rim * Scale);
        var picture = new PaddedPicture(input, plan.Width, plan.Height, traits.Rim);
        var repeats = new TileRun(model, plan, Options with { Batch = batch }).Execute(picture, output, progress, cancellation);
        if (output.IsConstant && !input.IsConstant())
            throw new TadSrException("the network gives one colour for a picture that has several; the weights are damaged or do not fit.", ErrorKind.NonFinite);
        return repeats;
    }

    /// <summary>Side of a tile in pixels of the input, as the network takes it; 0 never tiles.</summary>
    public int TileSide => tiling.Side;

    /// <summary>Pixels of the input that neighbouring tiles share.</summary>
    public int OverlapSide => tiling.Overlap;

    /// <summary>Pixels that the network computes for a picture of this size, overlaps and padding included: what its time is in proportion to.</summary>
    public double Work(int width, int height)
    {
        var plan = tiling.Plan(width, height);
        return (double)plan.Count * plan.TileWidth * plan.TileHeight;
    }

    /// <summary>Refuses a picture that needs more memory than there is.</summary>
    /// <exception cref="TadSrException">With both numbers.</exception>
    public void CheckMemory(int width, int height, int channels = 4, int bitDepth = 8) => CheckMemory(width, height, channels, bitDepth, PixelScratch.None);

    /// <summary>Refuses a picture that needs more memory than there is.</summary>
    internal void CheckMemory(int width, int height, int channels, int bitDepth, PixelScratch scratch, PictureFormat? output = null)
    {
        var pixels = (long)width * height * Scale * Scale;
        if (pixels > PixelStore.MostPixels)
        {
            throw new TadSrException(
                $"{width}x{height} x{Scale} gives {pixels / 1_000_000} million pixels, at most {PixelStore.MostPixels / 1_000_000} million are possible. Cut the picture into parts.", ErrorKind.OutOfResources);
        }
        var plan = tiling.Plan(width, height);
        var needed = MemoryNeed.Of(traits, plan, width, height, channels, bitDepth, Options, RepairsColours, scratch, output is { } format ? PictureFormats.CodecBytes(format, (long)width * height, Scale) : 0);
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
}
