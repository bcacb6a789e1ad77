namespace TadSr.Checkpoints.Pickle;

/// <summary>A reference to the bytes that tensors share.</summary>
/// <param name="Type">The storage type, such as torch.FloatStorage.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Count">Claimed number of elements.</param>
/// <param name="ViewOffset">First element within the storage of that name (legacy views), else 0.</param>
internal sealed record PickleStorage(PickleGlobal Type, string Key, long Count, long ViewOffset);
