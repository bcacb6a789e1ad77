using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Data;

/// <summary>The pictures below one or several folders, looked through once before training: headers and endings are read,
/// pixels are not.</summary>
internal sealed class ImageFolder
{
    private ImageFolder(IReadOnlyList<string> folders, IReadOnlyList<SourcePicture> pictures, IReadOnlyList<RejectedFile> rejected, IReadOnlyList<string> excluded, int otherFiles)
        => (Folders, Pictures, Rejected, Excluded, OtherFiles) = (folders, pictures, rejected, excluded, otherFiles);

    /// <summary>Where was looked.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>What can be trained on, in the order of folder and path.</summary>
    public IReadOnlyList<SourcePicture> Pictures { get; }

    /// <summary>Pictures that cannot be used, with reasons.</summary>
    public IReadOnlyList<RejectedFile> Rejected { get; }

    /// <summary>Files on the exclude list that were found.</summary>
    public IReadOnlyList<string> Excluded { get; }

    /// <summary>Files without the extension of a picture.</summary>
    public int OtherFiles { get; }

    /// <summary>Looks through folders.</summary>
    /// <param name="folders">At least one.</param>
    /// <param name="minimumSide">Pictures with a shorter side are rejected.</param>
    /// <param name="exclude">What must not be used; null for nothing.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="TadSrException">A folder is missing, or nothing usable was found; one line that says what is expected.</exception>
    public static ImageFolder Scan(IReadOnlyList<DataFolderConfig> folders, int minimumSide, ExcludeList? exclude = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var expected = $"a folder of photographs (jpg, png, webp, tiff, bmp; sub-folders are searched), each at least {minimumSide} x {minimumSide} pixels; low-resolution copies are made while training and need not exist";
        if (folders.Count == 0)
            throw new TadSrException($"No training data: data.train names no folder. Expected is {expected}.", ErrorKind.Usage);
        var pictures = new List<SourcePicture>();
        var rejected = new List<RejectedFile>();
        var excluded = new List<string>();
        var others = 0;
        foreach (var source in folders)
        {
            if (!Directory.Exists(source.Folder))
                throw new TadSrException($"Training data: the folder '{source.Folder}' does not exist. Expected is {expected}.", ErrorKind.BadFile);
            foreach (var path in FileTree.Files(source.Folder, new() { Recursive = source.Recursive, SkipForbidden = true }))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!PictureSignature.LooksLikePicture(path))
                    others++;
                else if (exclude?.Contains(path) == true)
                    excluded.Add(path);
                else if (Check(path, minimumSide, source.Weight, out var reason) is { } picture)
                    pictures.Add(picture);
                else
                    rejected.Add(new RejectedFile(path, reason));
            }
        }

        var result = new ImageFolder([.. folders.Select(f => f.Folder)], pictures, rejected, excluded, others);
        if (pictures.Count == 0)
        {
            var found = rejected.Count > 0 ? $"{rejected.Count} unusable, the first '{rejected[0].Path}': {rejected[0].Reason}" : $"{others} other files";
            throw new TadSrException($"Training data: no usable picture in '{string.Join("', '", result.Folders)}' ({found}). Expected is {expected}.", ErrorKind.BadFile);
        }

        return result;
    }

    /// <summary>What was found, for the log before the first step: a summary, then one line for each rejected file, up to
    /// <paramref name="most"/> of them.</summary>
    public IReadOnlyList<string> Report(int most = 20)
    {
        var sides = Pictures.Select(p => Math.Min(p.Width, p.Height)).Order().ToArray();
        var pixels = Pictures.Sum(p => (double)p.Width * p.Height) / 1e6;
        List<string> lines =
        [
            $"data: {Pictures.Count} pictures ({pixels:F0} megapixels; shorter side {sides[0]} to {sides[^1]}, median {sides[sides.Length / 2]}) in {string.Join(", ", Folders)}; low-resolution pictures are synthesised",
        ];
        if (Excluded.Count > 0)
            lines.Add($"data: {Excluded.Count} excluded by the list");
        if (OtherFiles > 0)
            lines.Add($"data: {OtherFiles} other files ignored");
        if (Rejected.Count > 0)
            lines.Add($"data: {Rejected.Count} rejected");
        lines.AddRange(Rejected.Take(most).Select(file => $"data: rejected {file.Path}: {file.Reason}"));
        if (Rejected.Count > most)
            lines.Add($"data: and {Rejected.Count - most} more");
        return lines;
    }

    private static SourcePicture? Check(string path, int minimumSide, double weight, out string reason)
    {
        try
        {
            var (width, height) = PictureReader.Measure(path);
            if (Math.Min(width, height) < minimumSide)
            {
                reason = $"{width} x {height} is smaller than the crop of {minimumSide}";
                return null;
            }

            reason = "";
            return new SourcePicture(path, width, height, weight);
        }
        catch (InvalidDataException e)
        {
            reason = e.Message;
            return null;
        }
    }
}
