using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Cli.Commands;

/// <summary>The options of <c>tadsr infer</c> and what they mean to the library.</summary>
internal sealed class InferOptions
{
    private readonly Option<string[]> input = new("--input", "-i") { Description = "Picture or folder; may be given several times.", HelpName = "path", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> output = new("--output", "-o") { Description = "Folder for the outputs; a file when it has a picture extension and the only input is a file.", HelpName = "path", DefaultValueFactory = _ => "out" };
    private readonly Option<string?> codec = new("--codec") { Description = "Weights of the VQGAN for a model that needs one. [default: the published file beside the model]", HelpName = "file" };
    private readonly Option<int> steps = new("--steps") { Description = "Diffusion steps: 1, or up to the model's number for the sampler.", DefaultValueFactory = _ => 1 };
    private readonly Option<string> sampler = Choice("--sampler", "With several --steps: ddim is deterministic (SinSR), ddpm adds noise at each step (ResShift).", "ddim", "ddpm");
    private readonly Option<string?> schedule = new("--schedule") { Description = $"Schedule of a published diffusion model: {string.Join(", ", NamedSchedule.All.Select(known => known.Name))}. [default: what the file says, else what its shapes and name make likely, which is printed]", HelpName = "name" };
    private readonly Option<double?> denoise = new("--denoise") { Description = "With --weights general: strength of denoising, 0 to 1; below 1 its weights are mixed with those of wdn. [default: 1]", HelpName = "strength" };
    private readonly Option<ulong> seed = new("--seed") { Description = "Seed of the noise.", DefaultValueFactory = _ => SuperResolverOptions.DefaultSeed };
    private readonly Option<string> device = new("--device") { Description = "auto, cpu, cuda or cuda:N.", HelpName = "name", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> precision = Choice("--precision", "auto is the model's own: bf16 for diffusion models where the processor or device has units for it, fp32 for other networks. fp16 is for CUDA.", "auto", "fp32", "bf16", "fp16");
    private readonly Option<int?> tile = new("--tile") { Description = "Side of a tile in pixels of the input; 0 never tiles. [default: the model's]", HelpName = "pixels" };
    private readonly Option<int?> overlap = new("--overlap") { Description = "Pixels that neighbouring tiles share, at most half a tile. [default: the model's]", HelpName = "pixels" };
    private readonly Option<string> blend = Choice("--blend", "How tiles are joined: a smooth ramp, or the plain average of the reference code.", "ramp", "average");
    private readonly Option<int> batch = new("--batch") { Description = "Tiles that are computed at once.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> format = new("--format") { Description = "png, jpeg, webp, tiff or avif. [default: as the input; png where that is tiff or not written]", HelpName = "name" };
    private readonly Option<int> quality = new("--quality") { Description = "1 to 100 for JPEG, WebP and AVIF; 100 makes WebP and AVIF lossless.", DefaultValueFactory = _ => 95 };
    private readonly Option<int> compression = new("--png-compression") { Description = "0 to 9; the highest take seconds a megapixel.", DefaultValueFactory = _ => 3 };
    private readonly Option<bool> flat = new("--no-recursive") { Description = "Leave sub-folders out; else they are mirrored." };
    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Make outputs again that are there already. Without it, those in a folder that are newer than their input are kept: an interrupted run goes on where it stopped." };
    private readonly Option<bool> acceptDamaged = new("--accept-damaged") { Description = "Take what there is of inputs that are cut or corrupted, with a warning; without it they are refused." };
    private readonly Option<bool> strip = new("--strip-metadata") { Description = "Write no EXIF, ICC, XMP, IPTC, text or colour chunks." };
    private readonly Option<string> colorFix = Choice("--color-fix", "Hold low frequencies to the input's colours; auto does so for diffusion models.", "auto", "on", "off");
    private readonly Option<long> maxPixels = new("--max-pixels") { Description = "Largest width x height of an input.", DefaultValueFactory = _ => ImageFile.DefaultMaxPixels };
    private readonly Option<long?> maxMemory = new("--max-memory") { Description = "Memory that a picture may need, such as 2GB, 1500MB or 1.5GiB; a number alone is MB. A larger picture is refused before work starts. [default: what the machine has]", HelpName = "size", CustomParser = MemorySize };
    private readonly Option<bool> manifest = new("--manifest") { Description = $"Write {Manifest.FileName} into the output folder: one JSON line for each input." };

    /// <summary>Creates the options with their checks.</summary>
    public InferOptions()
    {
        format.AcceptOnlyFromAmong("png", "jpeg", "webp", "tiff", "avif");
        schedule.AcceptOnlyFromAmong([.. NamedSchedule.All.Select(known => known.Name)]);
        InRange(quality, 1, 100);
        InRange(compression, 0, 9);
        AtLeast(steps, 1);
        AtLeast(batch, 1);
        AtLeast(maxPixels, 1);
        AtLeast(Threads, 1);
    }

    /// <summary>Weight file.</summary>
    public Option<string?> Weights { get; } = new("--weights", "-w") { Description = $"{string.Join(", ", BundledModel.All.Select(model => $"{model.Name} ({model.Description})"))}, which come with the program, the name of a published file that was fetched (tadsr weights list), or a weight file. [default: {BundledModel.Lite.Name}]", HelpName = "name or file" };

    /// <summary>Whether deviations from the published program are an error.</summary>
    public Option<bool> Strict { get; } = new("--strict") { Description = "Refuse to run unless tile, overlap, blend, colour repair, steps, sampler and precision are those of the program that was published with the network." };

    /// <summary>Processor threads.</summary>
    public Option<int?> Threads { get; } = new("--threads") { Description = "Processor threads. [default: all cores]" };

    /// <summary>All options, in the order of the help.</summary>
    public IEnumerable<Option> All =>
    [
        input, output, Weights, denoise, codec, steps, sampler, schedule, seed, device, precision, Threads, tile, overlap, blend, batch, format, quality, compression,
        flat, overwrite, acceptDamaged, strip, colorFix, maxPixels, maxMemory, manifest, Strict,
    ];

    /// <summary>Which files to upscale and how to write them.</summary>
    public FolderRunOptions Files(ParseResult result) => new()
    {
        Inputs = result.GetValue(input)!,
        Output = result.GetValue(output)!,
        Recursive = !result.GetValue(flat),
        Overwrite = result.GetValue(overwrite),
        Format = result.GetValue(format) is { } name ? Enum.Parse<PictureFormat>(name, ignoreCase: true) : null,
        Write = new PictureWriteOptions { Quality = result.GetValue(quality), PngCompression = result.GetValue(compression), StripMetadata = result.GetValue(strip) },
        MaxPixels = result.GetValue(maxPixels),
        AcceptDamaged = result.GetValue(acceptDamaged),
        Manifest = result.GetValue(manifest),
        Wording = OptionNames.InWords,
    };

    /// <summary>What the results depend on.</summary>
    public SuperResolverOptions Settings(ParseResult result) => new()
    {
        Codec = result.GetValue(codec),
        Device = result.GetValue(device)!,
        Precision = Enum.Parse<Precision>(result.GetValue(precision)!, ignoreCase: true),
        Steps = result.GetValue(steps),
        Sampler = Enum.Parse<SamplerKind>(result.GetValue(sampler)!, ignoreCase: true),
        Schedule = result.GetValue(schedule),
        Seed = result.GetValue(seed),
        Tile = result.GetValue(tile),
        Overlap = result.GetValue(overlap),
        Blend = Enum.Parse<BlendMode>(result.GetValue(blend)!, ignoreCase: true),
        Batch = result.GetValue(batch),
        ColorFix = result.GetValue(colorFix) switch { "on" => true, "off" => false, _ => null },
        Denoise = result.GetValue(denoise),
        MaxMemory = result.GetValue(maxMemory),
    };

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary>Refuses smaller values.</summary>
    internal static void AtLeast<T>(Option<T> option, long least) => InRange(option, least, long.MaxValue);

    private static long? MemorySize(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var digits = text.TrimEnd([.. "bBgGiIkKmMtT"]);
        double unit = text[digits.Length..].ToUpperInvariant() switch
        {
            "" or "M" or "MB" => 1e6,
            "G" or "GB" => 1e9,
            "MIB" => 1 << 20,
            "GIB" => 1 << 30,
            _ => double.NaN,
        };
        var bytes = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number * unit : double.NaN;
        if (bytes is >= 1e6 and < long.MaxValue)
            return (long)bytes;
        result.AddError($"--max-memory is {text}; use a size of at least 1 MB, such as 2GB, 1500MB or 1.5GiB; a number alone is MB.");
        return null;
    }

    /// <summary>Refuses values outside a range.</summary>
    internal static void InRange<T>(Option<T> option, long least, long most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && Convert.ToInt64(result.GetValueOrDefault<T>(), CultureInfo.InvariantCulture) is var value && (value < least || value > most))
            result.AddError($"{option.Name} is {value}; use {(most == long.MaxValue ? $"at least {least}" : $"{least} to {most}")}.");
    });
}
