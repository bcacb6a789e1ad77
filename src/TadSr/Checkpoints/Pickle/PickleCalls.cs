namespace TadSr.Checkpoints.Pickle;

/// <summary>What REDUCE, BUILD and BINPERSID may do: build plain values out of plain values.</summary>
internal sealed class PickleCalls(PickleSource source)
{
    private const int MostDimensions = 32;

    /// <summary>The result of an allowed global with arguments.</summary>
    public object Reduce(object? callable, object? arguments, int at)
    {
        if (callable is not PickleGlobal global || arguments is not PickleTuple { Items: var items })
            throw source.Refuse($"REDUCE at byte {at} calls something that is not an allowed global");
        source.Charge(160, at);
        return global.Kind switch
        {
            PickleGlobalKind.OrderedDict => OrderedDict(items, at),
            PickleGlobalKind.RebuildTensor => RebuildTensor(items, at),
            PickleGlobalKind.RebuildParameter when items is [PickleTensor tensor, ..] => tensor,
            PickleGlobalKind.Size when items is [PickleTuple shape] => shape,
            PickleGlobalKind.Size when items is [PickleList list] => list,
            PickleGlobalKind.Opaque => PickleOpaque.Value,
            _ => throw source.Refuse($"REDUCE at byte {at} calls {global.Name} with arguments that it cannot take"),
        };
    }

    /// <summary>Accepts the state that PyTorch gives to its own values, and drops it.</summary>
    public void Build(object? target, object? state, int at)
    {
        if (target is PickleOpaque)
            return;
        var harmless = target is PickleDictionary && state is PickleDictionary { Items: var items } && items.TrueForAll(i => i.Key is "_metadata");
        if (!harmless)
            throw source.Refuse($"BUILD at byte {at} sets attributes, which is not allowed in a checkpoint");
    }

    /// <summary>The storage that a persistent identifier names.</summary>
    public PickleStorage Storage(object? id, int at)
    {
        source.Charge(80, at);
        if (id is not PickleTuple { Items: ["storage", PickleGlobal { Kind: PickleGlobalKind.Storage } type, string key, string, long count, .. var view] } || count < 0)
            throw source.Refuse($"BINPERSID at byte {at} does not describe a storage");
        return view switch
        {
            [] or [null] => new PickleStorage(type, key, count, 0),
            [PickleTuple { Items: [_, long offset and >= 0, long size and >= 0] }] => new PickleStorage(type, key, size, offset),
            _ => throw source.Refuse($"BINPERSID at byte {at} does not describe a storage"),
        };
    }

    private PickleDictionary OrderedDict(object?[] items, int at)
    {
        var result = new PickleDictionary();
        if (items.Length == 0)
            return result;
        if (items is not [PickleList { Items: var pairs }])
            throw source.Refuse($"REDUCE at byte {at} calls collections.OrderedDict with arguments that it cannot take");
        source.Charge(32L * pairs.Count, at);
        foreach (var pair in pairs)
        {
            var (key, value) = pair switch
            {
                PickleTuple { Items: [var k, var v] } => (k, v),
                PickleList { Items: [var k, var v] } => (k, v),
                _ => throw source.Refuse($"REDUCE at byte {at} calls collections.OrderedDict with something that is not a pair"),
            };
            PickleReader.CheckDepth(result.Add(key, value), source, at);
        }
        return result;
    }

    private PickleTensor RebuildTensor(object?[] items, int at)
    {
        if (items is not [PickleStorage storage, long offset and >= 0, PickleTuple shape, PickleTuple strides, ..] || shape.Items.Length != strides.Items.Length)
            throw source.Refuse($"REDUCE at byte {at} calls torch._utils._rebuild_tensor with arguments that it cannot take");
        return new PickleTensor(storage, offset, Integers(shape, at), Integers(strides, at));
    }

    private long[] Integers(PickleTuple tuple, int at)
    {
        if (tuple.Items.Length > MostDimensions)
            throw source.Refuse($"REDUCE at byte {at} makes a tensor of {tuple.Items.Length} dimensions, more than {MostDimensions}");
        return [.. tuple.Items.Select(item => item is long value and >= 0
            ? value
            : throw source.Refuse($"REDUCE at byte {at} makes a tensor with a size or stride that is not an integer from 0"))];
    }
}
