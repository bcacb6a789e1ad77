namespace TadSr.Checkpoints.Pickle;

/// <summary>Stack, marks and memo of the machine, with limits.</summary>
internal sealed class PickleStack(PickleSource source)
{
    private const int Deepest = 1_000_000;
    private readonly List<object?> values = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];

    /// <summary>Index of the current opcode, for messages.</summary>
    public int At { get; set; }

    public int MemoCount => memo.Count;

    public void Push(object? value)
    {
        if (values.Count >= Deepest)
            throw source.Refuse($"more than {Deepest} values wait on the stack at byte {At}");
        values.Add(value);
    }

    public object? Pop()
    {
        var value = Peek();
        values.RemoveAt(values.Count - 1);
        return value;
    }

    public object? Peek()
    {
        if (values.Count == 0 || (marks.TryPeek(out var mark) && values.Count <= mark))
            throw source.Refuse($"the opcode at byte {At} finds an empty stack");
        return values[^1];
    }

    public void Mark()
    {
        if (marks.Count >= Deepest)
            throw source.Refuse($"more than {Deepest} marks wait at byte {At}");
        marks.Push(values.Count);
    }

    /// <summary>Discards a mark when nothing lies above it.</summary>
    public bool PopEmptyMark()
    {
        if (!marks.TryPeek(out var mark) || mark != values.Count)
            return false;
        marks.Pop();
        return true;
    }

    /// <summary>Takes everything above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (!marks.TryPop(out var mark))
            throw source.Refuse($"the opcode at byte {At} finds no mark");
        source.Charge(24 + 8L * (values.Count - mark), At);
        var items = values.GetRange(mark, values.Count - mark).ToArray();
        values.RemoveRange(mark, values.Count - mark);
        return items;
    }

    /// <summary>Takes the upper values, the deepest of them first.</summary>
    public object?[] Pop(int count)
    {
        var items = new object?[count];
        while (count > 0)
            items[--count] = Pop();
        return items;
    }

    public void Memoize(long index)
    {
        source.Charge(48, At);
        memo[index] = Peek();
    }

    public void PushMemo(long index)
    {
        if (!memo.TryGetValue(index, out var value))
            throw source.Refuse($"the opcode at byte {At} asks for the memo {index}, which was not stored");
        Push(value);
    }
}
