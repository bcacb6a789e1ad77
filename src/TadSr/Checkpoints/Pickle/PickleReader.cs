namespace TadSr.Checkpoints.Pickle;

/// <summary>A pickle machine that can build lists, tuples, dictionaries, text, numbers and descriptions of tensors, and nothing
/// else: it has no way to look up or call code. Time is linear in the bytes, memory and nesting are limited.</summary>
/// <remarks>Integers arrive as <see cref="long"/> (or BigInteger beyond 64 bits), containers as <see cref="PickleContainer"/>.
/// Shared values stay shared: nothing is ever expanded.</remarks>
internal sealed partial class PickleReader
{
    private const int DeepestNesting = 500;
    private readonly PickleSource source;
    private readonly PickleCalls calls;
    private readonly PickleStack stack;

    private PickleReader(PickleSource source)
    {
        this.source = source;
        calls = new PickleCalls(source);
        stack = new PickleStack(source);
    }

    /// <summary>Reads one pickle up to its STOP.</summary>
    /// <param name="bytes">Begins with the pickle; more may follow.</param>
    /// <param name="source">For messages and limits.</param>
    /// <param name="length">Bytes that the pickle took.</param>
    /// <exception cref="Runtime.TadSrException">An opcode or global is not allowed, or a limit is passed; the message has the byte offset.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes, PickleSource source, out int length)
    {
        var reader = new PickleReader(source);
        var input = new PickleInput(bytes, source);
        while (reader.Step(ref input))
        {
        }
        length = input.Position;
        var root = reader.stack.Pop();
        Allow(root, source);
        return root;
    }

    /// <summary>Stops at a global that is not allowed where the value is used.</summary>
    internal static void Allow(object? value, PickleSource source)
    {
        if (value is PickleGlobal { Kind: PickleGlobalKind.Foreign } global)
            throw source.Refuse($"the global '{Printable.Text(global.Name)}' at byte {global.At} is not allowed in a checkpoint; nothing was run. Ask its author for a safetensors file");
    }

    internal static void CheckDepth(int depth, PickleSource source, int at)
    {
        if (depth > DeepestNesting)
            throw source.Refuse($"values are nested more than {DeepestNesting} deep at byte {at}");
    }

    private bool Step(ref PickleInput input)
    {
        var opcode = input.NextOpcode();
        stack.At = input.OpcodeAt;
        switch (opcode)
        {
            case PickleOpcode.Stop:
                return false;
            case PickleOpcode.Proto:
                if (input.UInt8() is > 5 and var version)
                    throw source.Refuse($"pickle protocol {version} at byte {input.OpcodeAt} is not known");
                break;
            case PickleOpcode.Frame:
                input.Announce(input.UInt64());
                break;
            case PickleOpcode.Mark:
                stack.Mark();
                break;
            case PickleOpcode.Pop:
                if (!stack.PopEmptyMark())
                    stack.Pop();
                break;
            case PickleOpcode.PopMark:
                stack.PopToMark();
                break;
            case PickleOpcode.Dup:
                stack.Push(stack.Peek());
                break;
            case PickleOpcode.Global:
                PushGlobal(input.Line(), input.Line());
                break;
            case PickleOpcode.StackGlobal:
                StackGlobal();
                break;
            case PickleOpcode.Reduce:
                var arguments = stack.Pop();
                Put(calls.Reduce(stack.Pop(), arguments, stack.At));
                break;
            case PickleOpcode.NewObj:
                stack.Pop();   // its arguments
                Put(calls.New(stack.Pop(), stack.At));
                break;
            case PickleOpcode.Build:
                var state = stack.Pop();
                calls.Build(stack.Peek(), state, stack.At);
                break;
            case PickleOpcode.BinPersId:
                stack.Push(calls.Storage(stack.Pop(), stack.At));
                break;
            default:
                if (!Memo(ref input) && !Scalar(ref input) && !Container(opcode))
                    throw source.Refuse($"{input.Name} at byte {input.OpcodeAt} is not allowed in a checkpoint; nothing was run");
                break;
        }
        return true;
    }

    private bool Memo(ref PickleInput input)
    {
        switch (input.Opcode)
        {
            case PickleOpcode.Put:
                stack.Memoize(MemoIndex(input.Decimal()));
                break;
            case PickleOpcode.BinPut:
                stack.Memoize(input.UInt8());
                break;
            case PickleOpcode.LongBinPut:
                stack.Memoize(input.UInt32());
                break;
            case PickleOpcode.Memoize:
                stack.Memoize(stack.MemoCount);
                break;
            case PickleOpcode.Get:
                stack.PushMemo(MemoIndex(input.Decimal()));
                break;
            case PickleOpcode.BinGet:
                stack.PushMemo(input.UInt8());
                break;
            case PickleOpcode.LongBinGet:
                stack.PushMemo(input.UInt32());
                break;
            default:
                return false;
        }
        return true;
    }

    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyTuple:
                Put(Tuple([]));
                break;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet:
                Put(new PickleList());
                break;
            case PickleOpcode.EmptyDict:
                Put(new PickleDictionary());
                break;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                Put(Tuple(stack.Pop(opcode - PickleOpcode.Tuple1 + 1)));
                break;
            case PickleOpcode.Tuple:
                Put(Tuple(stack.PopToMark()));
                break;
            case PickleOpcode.List or PickleOpcode.FrozenSet:
                var values = stack.PopToMark();
                Put(new PickleList());
                Extend(values);
                break;
            case PickleOpcode.Dict:
                var pairs = stack.PopToMark();
                Put(new PickleDictionary());
                SetItems(pairs);
                break;
            case PickleOpcode.Append:
                Extend([stack.Pop()]);
                break;
            case PickleOpcode.Appends or PickleOpcode.AddItems:
                Extend(stack.PopToMark());
                break;
            case PickleOpcode.SetItem:
                SetItems(stack.Pop(2));
                break;
            case PickleOpcode.SetItems:
                SetItems(stack.PopToMark());
                break;
            default:
                return false;
        }
        return true;
    }

    private PickleTuple Tuple(object?[] items)
    {
        foreach (var item in items)
            Allow(item, source);
        return new PickleTuple(items);
    }

    private void Put(object value)
    {
        source.Charge(72, stack.At);
        if (value is PickleContainer container)
            CheckDepth(container.Depth, source, stack.At);
        stack.Push(value);
    }

    private void Extend(object?[] values)
    {
        if (stack.Peek() is not PickleList list)
            throw source.Refuse($"the opcode at byte {stack.At} appends to something that is not a list");
        source.Charge(16L * values.Length, stack.At);
        foreach (var value in values)
        {
            Allow(value, source);
            CheckDepth(list.Add(value), source, stack.At);
        }
    }

    private void SetItems(object?[] pairs)
    {
        if (stack.Peek() is not PickleDictionary dictionary || pairs.Length % 2 != 0)
            throw source.Refuse($"the opcode at byte {stack.At} sets items of something that is not a dictionary, or half a pair");
        source.Charge(16L * pairs.Length, stack.At);
        for (var i = 0; i < pairs.Length; i += 2)
        {
            Allow(pairs[i + 1], source);
            CheckDepth(dictionary.Add(pairs[i], pairs[i + 1]), source, stack.At);
        }
    }

    private void StackGlobal()
    {
        if (stack.Pop(2) is not [string module, string name])
            throw source.Refuse($"STACK_GLOBAL at byte {stack.At} is not preceded by two texts");
        PushGlobal(module, name);
    }

    private void PushGlobal(string module, string name)
    {
        var global = PickleGlobal.Find($"{module}.{name}");
        Put(global.Kind == PickleGlobalKind.Value ? PickleOpaque.Value : global with { At = stack.At });
    }

    private long MemoIndex(object value) => value is long index and >= 0
        ? index
        : throw source.Refuse($"the opcode at byte {stack.At} uses the memo index {value}");
}
