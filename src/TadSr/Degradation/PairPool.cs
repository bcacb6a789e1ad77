namespace TadSr.Degradation;

/// <summary>The training pair pool of Real-ESRGAN: mixes the samples of past batches into each batch, so that a batch whose
/// samples share the coarse draws is diverse all the same. While it fills, batches pass unchanged.</summary>
/// <typeparam name="T">A pair.</typeparam>
internal sealed class PairPool<T>
{
    private readonly T[] queue;
    private int count;

    /// <summary>An empty pool.</summary>
    /// <param name="capacity">Pairs it holds; a multiple of the batch size.</param>
    public PairPool(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        queue = new T[capacity];
    }

    /// <summary>What it holds now, in order.</summary>
    public ReadOnlySpan<T> Pairs => queue.AsSpan(0, count);

    /// <summary>Exchanges a new batch for one to train on.</summary>
    /// <param name="batch">New pairs.</param>
    /// <param name="permutation">Asked for a permutation of 0 ... capacity - 1 once the pool is full: the pair at
    /// position i comes from position permutation[i].</param>
    /// <exception cref="ArgumentException">The capacity is no multiple of the batch size.</exception>
    public T[] Exchange(IReadOnlyList<T> batch, Func<int, IReadOnlyList<int>> permutation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(permutation);
        if (batch.Count == 0 || queue.Length % batch.Count != 0)
            throw new ArgumentException($"The pool's {queue.Length} pairs are no multiple of a batch of {batch.Count}.", nameof(batch));
        if (count < queue.Length)
        {
            foreach (var pair in batch)
                queue[count++] = pair;
            return [.. batch];
        }

        var order = permutation(queue.Length);
        var before = (T[])queue.Clone();
        for (var i = 0; i < queue.Length; i++)
            queue[i] = before[order[i]];
        var result = queue[..batch.Count];
        for (var i = 0; i < batch.Count; i++)
            queue[i] = batch[i];
        return result;
    }
}
