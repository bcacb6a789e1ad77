using System.CommandLine;
using TadSr.Cli.Reports;
using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr analyze</c>: drawings of what figures do not show.</summary>
internal static class AnalyzeCommand
{
    private const int DefaultPictures = 4, DefaultSide = 128;

    /// <summary>Builds the command.</summary>
    public static Command Create() => new("analyze", "Draw what figures do not show.") { Sheet() };

    private static Command Sheet()
    {
        var input = new Option<string[]>("--input", "-i") { Description = "Folder of a method's pictures, or one picture. Repeatable.", Required = true, HelpName = "path" };
        var names = new Option<string[]>("--name") { Description = "What a method is called, one for each -i in their order; else its folder's name.", HelpName = "name" };
        var reference = new Option<string?>("--reference", "-r") { Description = "True pictures with the same names.", HelpName = "path" };
        var reduced = new Option<string?>("--lr") { Description = "Reduced pictures with the same names.", HelpName = "path" };
        var bicubic = new Option<bool>("--bicubic") { Description = "Add the bicubic enlargement of the reduced pictures." };
        var picture = new Option<string[]>("--picture", "-p") { Description = $"A picture to show, with or without its extension; the first {DefaultPictures} otherwise. Repeatable.", HelpName = "name", AllowMultipleArgumentsPerToken = true };
        var part = new Option<string?>("--part") { Description = $"The part to show, in pixels of the true picture; else the {DefaultSide} x {DefaultSide} where the first method differs most from it.", HelpName = "left,top,width,height" };
        var output = new Option<string>("--out", "-o") { Description = "The drawing, an SVG file.", HelpName = "file", DefaultValueFactory = _ => "sheet.svg" };
        var command = new Command("sheet", "Put parts of pictures of several methods side by side, with names.") { input, names, reference, reduced, bicubic, picture, part, output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(bicubic) && result.GetValue(reduced) is null)
                result.AddError("--bicubic enlarges reduced pictures; name their folder with --lr.");
        });
        command.SetAction((result, cancellation) =>
        {
            var methods = MethodNames.Of(result.GetRequiredValue(input), result.GetValue(names) ?? []);
            var (truths, small) = (result.GetValue(reference), result.GetValue(reduced));
            var own = methods.Select(method => (method.Name, Pairs: Pairing.Find(method.Input, truths))).ToList();
            var inputs = small is null ? null : Pairing.Find(methods[0].Input, small);
            var area = result.GetValue(part) is { } text ? Part(text) : null;
            var shown = Chosen(own[0].Pairs, result.GetValue(picture) ?? []);
            var sheet = new ComparisonSheet();
            foreach (var stem in shown)
            {
                cancellation.ThrowIfCancellationRequested();
                Add(sheet, stem, own, inputs, result.GetValue(bicubic), area);
            }
            sheet.Write(result.GetRequiredValue(output));
            result.InvocationConfiguration.Output.WriteLine($"{result.GetRequiredValue(output)}: {shown.Count} picture{(shown.Count == 1 ? "" : "s")}");
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void Add(ComparisonSheet sheet, string stem, List<(string Name, IReadOnlyList<PicturePair> Pairs)> methods, IReadOnlyList<PicturePair>? reduced, bool bicubic, PicturePart? part)
    {
        var columns = methods.Select(method => (method.Name, Picture: Read(Pair(method.Name, method.Pairs, stem).Path))).ToList();
        var first = columns[0].Picture;
        var truth = Pair(methods[0].Name, methods[0].Pairs, stem).ReferencePath is { } path ? Read(path) : null;
        if (reduced is not null)
        {
            var small = Read(Pair("--lr", reduced, stem).ReferencePath!);
            if (bicubic)
                columns.Insert(0, (MethodRun.BicubicName, Bicubic.Enlarge(small.ToPixelBuffer(), first.Width, first.Height).ToRgbPicture()));
            columns.Insert(0, ("lr", small));
        }
        if (truth is not null)
            columns.Add(("hr", truth));
        sheet.Add(stem, truth ?? first, columns, part ?? PicturePart.WhereTheyDifferMost(first, truth, DefaultSide));
    }

    private static List<string> Chosen(IReadOnlyList<PicturePair> pairs, string[] names) => names.Length == 0
        ? [.. pairs.Take(DefaultPictures).Select(Stem)]
        : [.. names.Select(name => pairs.FirstOrDefault(pair => pair.Name == name || Stem(pair) == name) is { } found
            ? Stem(found)
            : throw new TadSrException($"--picture is {name}; the first method has no such picture. It has {string.Join(", ", pairs.Take(DefaultPictures).Select(pair => pair.Name))}{(pairs.Count > DefaultPictures ? $" and {pairs.Count - DefaultPictures} more" : "")}.", ErrorKind.BadFile))];

    private static PicturePair Pair(string method, IReadOnlyList<PicturePair> pairs, string stem) =>
        pairs.FirstOrDefault(pair => Stem(pair) == stem) ?? throw new TadSrException($"{method} has no picture '{stem}'; methods are compared over the same pictures.", ErrorKind.BadFile);

    private static PicturePart Part(string text) => text.Split(',', StringSplitOptions.TrimEntries).Select(word => int.TryParse(word, out var number) ? number : -1).ToArray() is [>= 0 and var left, >= 0 and var top, > 0 and var width, > 0 and var height]
        ? new PicturePart(left, top, width, height)
        : throw new TadSrException($"--part is {text}; give left,top,width,height in pixels, such as 64,32,128,128.", ErrorKind.Usage);

    private static string Stem(PicturePair pair) => Path.ChangeExtension(pair.Name, null);

    private static RgbPicture Read(string path) => ImageFile.Read(path).Pixels.ToRgbPicture();
}
