namespace TadSr.Inference;

/// <summary>One message of a run.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Item">The file.</param>
/// <param name="Number">Which of the pending files it is, from 1; 0 for one that was never pending.</param>
/// <param name="Count">How many files are pending at the start.</param>
/// <param name="Fraction">Done part of the whole run, 0 to 1; 1 only when the last output is on the disk. Never falls.</param>
/// <param name="Remaining">Estimated time to the end; null before the first tile is done.</param>
/// <param name="Notes">Warnings of the reader and the writer, or the reason.</param>
public sealed record FolderProgress(
    FolderEvent Event, FolderItem Item, int Number, int Count, double Fraction, TimeSpan? Remaining, IReadOnlyList<string> Notes);
