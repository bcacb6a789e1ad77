using System.CommandLine;
using TadSr.Cli.Reports;
using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Models;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr analyze</c>: drawings of what figures do not show.</summary>
internal static class AnalyzeCommand
{
    private const int DefaultPictures = 4, DefaultSide = 128, DefaultDrawn = 1;

    /// <summary>Builds the command.</summary>
    public static Command Create() => new("analyze", "Draw what figures do not show.") { Sheet(), Scores() };

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

    private static Command Scores()
    {
        var student = new Option<string>("--student") { Description = "Weights of the one-step student.", Required = true, HelpName = "file" };
        var teacher = new Option<string>("--teacher") { Description = "Weights of the teacher that it was distilled from.", Required = true, HelpName = "file" };
        var codec = new Option<string?>("--codec") { Description = "VQGAN of both, where they work in its latents.", HelpName = "file" };
        var input = new Option<string>("--input", "-i") { Description = "Reduced pictures: a folder or one picture.", Required = true, HelpName = "path" };
        var reference = new Option<string?>("--reference", "-r") { Description = "True pictures with the same names; without them student and teacher alone are compared.", HelpName = "path" };
        var time = new Option<int[]>("--t") { Description = "A time, from 0; all of the schedule otherwise. Repeatable.", HelpName = "t" };
        var side = new Option<int>("--side") { Description = "Pixels a side of what is taken from the centre of a reduced picture.", DefaultValueFactory = _ => 64, HelpName = "pixels" };
        var drawn = new Option<int>("--draw") { Description = "Number of pictures that are drawn; the curves are of all.", DefaultValueFactory = _ => DefaultDrawn };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the noise.", HelpName = "n" };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:n.", DefaultValueFactory = _ => "auto", HelpName = "name" };
        var output = new Option<string>("--out", "-o") { Description = "The drawing, an SVG file; the figures lie beside it as CSV.", HelpName = "file", DefaultValueFactory = _ => "scores.svg" };
        InferOptions.AtLeast(side, 16);
        InferOptions.AtLeast(drawn, 1);
        var command = new Command("scores", "Draw how a teacher tells a student's results from its own and from the truth (fig. 2 of the paper).")
        {
            student, teacher, codec, input, reference, time, side, drawn, seed, device, output,
        };
        command.SetAction((result, cancellation) =>
        {
            using var analysis = new ScoreAnalysis(
                BundledModel.Resolve(result.GetRequiredValue(student)), BundledModel.Resolve(result.GetRequiredValue(teacher)),
                new UpscalerOptions { Codec = result.GetValue(codec), Device = result.GetRequiredValue(device) });
            var times = Times(result.GetValue(time) ?? [], analysis.Steps);
            var (sheet, pairs) = (new ScoreSheet(), Pairing.Find(result.GetRequiredValue(input), result.GetValue(reference)));
            foreach (var pair in pairs)
            {
                cancellation.ThrowIfCancellationRequested();
                var (lq, truth) = Centre(pair, result.GetValue(side), analysis.Multiple, analysis.Scale);
                sheet.Add(Stem(pair), analysis.Compare(lq, truth, times, result.GetValue(seed)));
            }
            var (drawing, figures) = (result.GetRequiredValue(output), Path.ChangeExtension(result.GetRequiredValue(output), ".csv"));
            sheet.Write(drawing, result.GetValue(drawn));
            sheet.WriteFigures(figures);
            foreach (var (name, means) in sheet.Curves)
                result.InvocationConfiguration.Output.WriteLine($"{name}: {string.Join(", ", means.Select((mean, i) => FormattableString.Invariant($"t={times[i]} {mean:0.####}")))}");
            result.InvocationConfiguration.Output.WriteLine($"{drawing}, {figures}: {pairs.Count} picture{(pairs.Count == 1 ? "" : "s")}");
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static List<int> Times(int[] wanted, int steps)
    {
        var times = wanted.Length == 0 ? Enumerable.Range(0, steps).ToList() : [.. wanted.Distinct().Order()];
        foreach (var t in times.Where(t => t < 0 || t >= steps))
            throw new TadSrException($"--t is {t}; the schedule has {steps} steps, use 0 to {steps - 1}.", ErrorKind.Usage);
        return times;
    }

    private static (Planes<float> Lq, Planes<float>? Truth) Centre(PicturePair pair, int side, int multiple, int scale)
    {
        var small = Read(pair.Path);
        var (width, height) = (Math.Min(side, small.Width) / multiple * multiple, Math.Min(side, small.Height) / multiple * multiple);
        if (width == 0 || height == 0)
            throw new TadSrException($"{pair.Path}: is {small.Width} x {small.Height} (--side {side}); these models take multiples of {multiple}, use larger pictures.", ErrorKind.BadFile);
        var (left, top) = ((small.Width - width) / 2, (small.Height - height) / 2);
        if (pair.ReferencePath is not { } path)
            return (small.Cut(top, left, height, width), null);
        var truth = Read(path);
        return (truth.Width, truth.Height) == (small.Width * scale, small.Height * scale)
            ? (small.Cut(top, left, height, width), truth.Cut(top * scale, left * scale, height * scale, width * scale))
            : throw new TadSrException($"{path}: is {truth.Width} x {truth.Height}; the truth of {small.Width} x {small.Height} is {small.Width * scale} x {small.Height * scale}.", ErrorKind.BadFile);
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
