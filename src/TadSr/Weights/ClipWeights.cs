using TadSr.Checkpoints;
using TadSr.Networks.Perceptual.Clip;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Weights;

/// <summary>Builds the networks of CLIP-IQA from published files. The caller owns what it gets; it lies on the CPU, in float32.</summary>
internal static class ClipWeights
{
    // Sizes that OpenAI's file keeps beside the weights.
    private static readonly string[] sizes = ["input_resolution", "context_length", "vocab_size"];

    /// <summary>Both towers of CLIP RN50.</summary>
    /// <exception cref="TadSrException">The file is damaged or another one.</exception>
    public static (ClipImageTower Image, ClipTextTower Text) LoadTowers(string path)
    {
        using var checkpoint = CheckpointFile.Open(path);
        var (image, text) = (new ClipImageTower(), new ClipTextTower());
        try
        {
            var (seen, read) = (StateDict.Load(image, checkpoint), StateDict.Load(text, checkpoint));
            var report = new LoadReport(
                [.. seen.Matched, .. read.Matched], [.. seen.Missing, .. read.Missing], [.. seen.Unexpected.Intersect(read.Unexpected).Except(sizes)], [.. seen.Misshapen, .. read.Misshapen]);
            report.ThrowIfIncomplete(path, "CLIP RN50");
            return (image, text);
        }
        catch
        {
            image.Dispose();
            text.Dispose();
            throw;
        }
    }

    /// <summary>The learned context of CLIP-IQA+, (2, 16, 512): the only tensor of its file, or that of pyiqa's trained module.</summary>
    /// <remarks>The module's file also has the embeddings of the words around the context, which are those of CLIP.</remarks>
    /// <exception cref="TadSrException">The file is damaged or another one.</exception>
    public static Tensor LoadContext(string path)
    {
        using var checkpoint = CheckpointFile.Open(path);
        var entries = checkpoint.Entries;
        var entry = entries.Count == 1 ? entries[0] : entries.FirstOrDefault(e => e.Name.EndsWith("prompt_learner.ctx", StringComparison.Ordinal));
        long[] shape = [2, ClipIqaPrompts.ContextLength, ClipTextTower.Width];
        if (entry is null || !entry.ElementType.IsFloat() || !entry.Shape.SequenceEqual(shape))
        {
            throw new TadSrException(
                $"{path}: {(entry is null ? "has no tensor 'prompt_learner.ctx'" : $"its context is {entry.Describe()}")}; learned prompts of CLIP-IQA+ are float [{string.Join(", ", shape)}].", ErrorKind.BadFile);
        }
        using var scope = NewDisposeScope();
        return StateDict.Read(checkpoint, entry).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
