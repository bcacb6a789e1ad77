namespace TadSr.Checkpoints.Pickle;

/// <summary>A tensor as a view of a storage. Sizes and strides are as claimed: nothing is checked against the file yet.</summary>
/// <param name="Storage">The bytes.</param>
/// <param name="Offset">First element within the storage, at least 0.</param>
/// <param name="Shape">Sizes, at least 0.</param>
/// <param name="Strides">Steps in elements, at least 0.</param>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);
