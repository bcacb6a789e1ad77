using System.Globalization;
using TadSr.Imaging;
using TadSr.Models;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Inference;

/// <summary>Upscales pictures with a one-step diffusion model or another network that enlarges. One instance may be used by several threads at once.</summary>
public sealed class SuperResolver : IDisposable
{
    private readonly IPictureUpscaler model;
    private readonly UpscalerTraits traits;

    internal SuperResolver(IPictureUpscaler model, SuperResolverOptions options)
    {
        options.Validate();
        (this.model, traits, Options) = (model, model.Traits, options);
    }

    /// <summary>Loads a weight file and readies the device.</summary>
    /// <param name="weights">A model file, or the name of one that comes with the program (<see cref="BundledModel.All"/>); null
    /// takes <see cref="BundledModel.Lite"/>.</param>
    /// <param name="options">What results depend on.</param>
    /// <exception cref="TadSrException">The file is missing, damaged or of an unknown kind, an option does not fit the model, or the device is absent.</exception>
    public static SuperResolver Load(string? weights = null, SuperResolverOptions? options = null)
    {
        options ??= new SuperResolverOptions();
        options.Validate();
        weights ??= BundledModel.Lite.Name;
        var isGeneral = weights == BundledModel.General.Name;
        if (options.Denoise is { } asked && !isGeneral)
            throw new TadSrException(string.Create(CultureInfo.InvariantCulture, $"--denoise is {asked}, but only --weights {BundledModel.General.Name} has a second file to mix with; leave --denoise out."), ExitCode.Usage);
        var path = BundledModel.Resolve(weights);
        var share = 1 - (options.Denoise ?? 1);
        return new SuperResolver(ModelFile.LoadUpscaler(path, new UpscalerOptions
        {
            Device = options.Device,
            Codec = options.Codec,
            Steps = options.Steps,
            Precision = options.Precision,
            MixWith = share > 0 ? BundledModel.WeakDenoise.Find() : null,
            MixShare = share,
        }), options);
    }

    /// <summary>The options in use.</summary>
    public SuperResolverOptions Options { get; }

    /// <summary>Pixels of the output for one of the input, in each direction.</summary>
    public int Scale => traits.Scale;

    /// <summary>The weight file, with the other one and its share where two are mixed.</summary>
    public string Weights => traits.Weights;

    /// <summary>Diffusion steps for a picture; 0 for networks without.</summary>
    public int Steps => traits.Steps;

    /// <summary>Whether low frequencies are held to the input's.</summary>
    public bool RepairsColours => Options.ColorFix ?? traits.RepairsColours;

    /// <summary>The element type in which the network computes, after <see cref="Precision.Auto"/> was decided.</summary>
    public Precision Precision => traits.Precision;

    /// <summary>SHA-256 of the weight file, lower-case hexadecimal; of both, joined by a plus sign, where two are mixed.</summary>
    public string ModelHash => traits.WeightsHash;

    /// <summary>The device, as messages name it.</summary>
    public string DeviceName => traits.Device;

    /// <summary>Upscales a picture and hands its metadata on.</summary>
    /// <param name="picture">A picture as <see cref="ImageFile"/> reads it.</param>
    /// <param name="progress">Told after every tile.</param>
    /// <param name="cancellation">Stops between tiles.</param>
    /// <exception cref="TadSrException">It does not fit into memory, or the network's result is unusable.</exception>
    public Picture Upscale(Picture picture, IProgress<UpscaleProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (pixels, repeats) = Guarded(picture.Pixels, progress, cancellation);
        return picture with
        {
            Pixels = pixels,
            Warnings = repeats == 0 ? [] : [$"{repeats} batch(es) of tiles were not finite in bfloat16 and were computed again in float32"],
        };
    }

    /// <summary>Upscales samples; depth, grey and alpha stay as they are.</summary>
    /// <param name="image">The samples.</param>
    /// <param name="progress">Told after every tile.</param>
    /// <param name="cancellation">Stops between tiles.</param>
    /// <exception cref="TadSrException">It does not fit into memory, or the network's result is unusable.</exception>
    public PixelBuffer Upscale(PixelBuffer image, IProgress<UpscaleProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Guarded(image, progress, cancellation).Pixels;
    }

    // The forecast cannot know what other programs take meanwhile.
    private (PixelBuffer Pixels, int Repeats) Guarded(PixelBuffer image, IProgress<UpscaleProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return Compute(image, progress, cancellation);
        }
        catch (Exception e) when (AllocationFailure.Is(e))
        {
            throw new TadSrException(
                $"out of memory while upscaling {image.Width}x{image.Height} {(TileSide == 0 ? "untiled" : $"in tiles of {TileSide}")}: {e.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.')}. " +
                "Use a smaller --tile or --batch, cut the picture into parts, or refuse such pictures before work starts with --max-memory.",
                ExitCode.OutOfResources, e);
        }
    }

    private (PixelBuffer Pixels, int Repeats) Compute(PixelBuffer image, IProgress<UpscaleProgress>? progress, CancellationToken cancellation)
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
        var picture = new PaddedPicture(planes, image.Width, image.Height, plan.Width, plan.Height);
        var colors = RepairsColours ? new ColorFix([.. planes.Select(plane => (float[])plane.Clone())], image.Width, image.Height, Scale) : null;
        var output = new OutputAssembly(image.Width * Scale, image.Height * Scale, colors);
        var repeats = Run(picture, plan, output, progress, cancellation);
        if (output.IsConstant && !isConstant)
            throw new TadSrException("the network gives one colour for a picture that has several; the weights are damaged or do not fit.", ExitCode.NonFinite);
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
                $"{width}x{height} x{Scale} gives {pixels / 1_000_000} million pixels, at most {PixelStore.MostPixels / 1_000_000} million are possible. Cut the picture into parts.", ExitCode.OutOfResources);
        }
        var plan = Plan(width, height);
        var needed = MemoryNeed.Of(traits, plan, width, height, channels, bitDepth, Options.Batch);
        var allowed = Options.MaxMemory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed.Working > Array.MaxLength)
        {
            throw new TadSrException(
                $"{width}x{height} x{Scale} in tiles of {plan.TileWidth}x{plan.TileHeight} takes an array of {needed.Working / 1_000_000} million elements, at most {Array.MaxLength / 1_000_000} million are possible. Use a smaller --tile or --batch.",
                ExitCode.OutOfResources);
        }
        if (needed.Total > allowed)
        {
            throw new TadSrException(
                $"{width}x{height} x{Scale} needs about {needed.Total / 1_000_000} MB of memory, {allowed / 1_000_000} MB are allowed. Cut the picture into parts, use a smaller --tile, or raise --max-memory.",
                ExitCode.OutOfResources);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

    private int Run(PaddedPicture picture, TilePlan plan, OutputAssembly output, IProgress<UpscaleProgress>? progress, CancellationToken cancellation)
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
                progress?.Report(new UpscaleProgress(done, plan.Count));
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
        var (paddedWidth, tileWidth, strideX) = PlanSide(width);
        var (paddedHeight, tileHeight, strideY) = PlanSide(height);
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
