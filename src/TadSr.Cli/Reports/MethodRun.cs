using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>Measures several methods over the same pictures.</summary>
/// <param name="create">Makes an evaluation; each method needs its own, because metrics of a set gather what they see.</param>
/// <param name="reference">True pictures, or null for the default where a metric needs them.</param>
/// <param name="reduced">Reduced pictures with the same names, or null.</param>
/// <param name="progress">Told the method and how far it has come.</param>
internal sealed class MethodRun(Func<Evaluation> create, string? reference, string? reduced, Action<string, EvaluationProgress> progress)
{
    private const string DefaultReference = "hr";

    /// <summary>The row of a bicubic enlargement.</summary>
    public const string BicubicName = "bicubic";

    /// <summary>Paths of the reduced pictures in the order of the reports, or null where none were given.</summary>
    public IReadOnlyList<string>? Reduced { get; private set; }

    /// <summary>Looks at the pairs of a method before any picture is measured, where truths are needed.</summary>
    public Action<IReadOnlyList<PicturePair>>? Check { get; init; }

    /// <summary>Measures.</summary>
    /// <param name="methods">Name and pictures of each.</param>
    /// <param name="bicubic">Whether to measure a bicubic enlargement of the reduced pictures first.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="TadSrException">An option is wrong, a path holds no picture, or pictures have no partner.</exception>
    public IReadOnlyList<MeasuredMethod> Run(IReadOnlyList<(string Name, string Input)> methods, bool bicubic, CancellationToken cancellation)
    {
        using var evaluations = new Evaluations(create);
        var truth = reference ?? (evaluations.First.NeedsReference ? DefaultReference : null);
        var pairs = methods.Select(method => Pairing.Find(method.Input, truth)).ToList();
        RefuseOtherPictures(methods, pairs);
        if (evaluations.First.NeedsReference)
            pairs.ForEach(own => Check?.Invoke(own));
        if (reduced is not null)
            Reduced = [.. Pairing.Find(methods[0].Input, reduced).Select(pair => pair.ReferencePath!)];
        var results = new List<MeasuredMethod>();
        if (bicubic)
            results.Add(MeasureBicubic(evaluations, truth, pairs[0], cancellation));
        for (var i = 0; i < methods.Count; i++)
            results.Add(Measure(evaluations, methods[i].Name, methods[i].Input, truth, pairs[i], cancellation));
        return results;
    }

    private MeasuredMethod Measure(Evaluations evaluations, string name, string input, string? truth, IReadOnlyList<PicturePair> pairs, CancellationToken cancellation)
    {
        using var evaluation = evaluations.Next();
        var report = evaluation.Run(input, truth, pairs, new Relay(value => progress(name, value)), cancellation);
        return new MeasuredMethod(name, report, pairs, evaluation.Times) { PicturesHash = DataHash.Of(pairs.Select(pair => (pair.Name, pair.Path))) };
    }

    // Through files, as every other method: what is measured is a saved picture of 8 bits.
    private MeasuredMethod MeasureBicubic(Evaluations evaluations, string? truth, IReadOnlyList<PicturePair> pairs, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("tadsr-bicubic-").FullName;
        try
        {
            var own = new List<PicturePair>();
            for (var i = 0; i < pairs.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                own.Add(pairs[i] with { Path = Enlarged(pairs[i], Reduced![i], Path.Combine(folder, $"{i}.png")) });
            }
            return Measure(evaluations, BicubicName, reduced!, truth, own, cancellation) with { IsBicubic = true };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A picture that cannot be read is handed on as it is, so that the evaluation says why.
    private static string Enlarged(PicturePair pair, string reduced, string path)
    {
        try
        {
            var size = ImageFile.Identify(pair.ReferencePath ?? pair.Path);
            ImageFile.Write(new Picture(Bicubic.Enlarge(ImageFile.Read(reduced).Pixels, size.Width, size.Height)), path);
            return path;
        }
        catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
        {
            return reduced;
        }
    }

    private static void RefuseOtherPictures(IReadOnlyList<(string Name, string Input)> methods, List<IReadOnlyList<PicturePair>> pairs)
    {
        var first = pairs[0].Select(Stem).ToHashSet(StringComparer.Ordinal);
        for (var i = 1; i < pairs.Count; i++)
        {
            if (pairs[i].Select(Stem).FirstOrDefault(stem => !first.Contains(stem)) is { } alone)
                throw new TadSrException($"{methods[i].Input} holds {alone}, {methods[0].Input} does not; methods are compared over the same pictures.", ErrorKind.BadFile);
            if (pairs[i].Count != pairs[0].Count)
                throw new TadSrException($"{methods[i].Input} holds {pairs[i].Count} pictures, {methods[0].Input} {pairs[0].Count}; methods are compared over the same pictures.", ErrorKind.BadFile);
        }
    }

    private static string Stem(PicturePair pair) => Path.ChangeExtension(pair.Name, null);

    private sealed class Relay(Action<EvaluationProgress> report) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => report(value);
    }

    // The first one is made before any picture is looked at, so that a wrong option is reported at once.
    private sealed class Evaluations(Func<Evaluation> create) : IDisposable
    {
        private Evaluation? waiting = create();

        public Evaluation First => waiting!;

        public Evaluation Next()
        {
            var next = waiting ?? create();
            waiting = null;
            return next;
        }

        public void Dispose() => waiting?.Dispose();
    }
}
