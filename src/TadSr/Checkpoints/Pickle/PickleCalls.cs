using TadSr.Runtime;

namespace TadSr.Checkpoints.Pickle;

/// <summary>What REDUCE, NEWOBJ, BUILD and BINPERSID may do: build plain values out of plain values.</summary>
internal sealed class PickleCalls(PickleSource source)
{
    private const int MostDimensions = 32;

    /// <summary>The result of an allowed global with arguments.</summary>
    public object Reduce(object? callable, object? arguments, int at)
    {
        PickleReader.Allow(callable, source);
        source.Charge(160, at);
        if (callable is PickleGlobal { Kind: PickleGlobalKind.Object, Name: var name })
            return new PickleObject(name);   // TorchScript gives an enumeration its bare number
        if (callable is not PickleGlobal global || arguments is not PickleTuple { Items: var items })
            throw source.Refuse($"REDUCE at byte {at} calls something that is not an allowed global");
        return global.Kind switch
        {
            PickleGlobalKind.OrderedDict => OrderedDict(items, global, at),
            PickleGlobalKind.Dictionary when items is [] => new PickleDictionary(),
            PickleGlobalKind.Dictionary when items is [PickleDictionary dictionary] => dictionary,
            PickleGlobalKind.DefaultDict when items is [] or [null or PickleGlobal] => new PickleDictionary(),
            PickleGlobalKind.Items => ListOf(items, global, at),
            PickleGlobalKind.RebuildTensor => RebuildTensor(items, at),
            PickleGlobalKind.RebuildParameter when items is [PickleTensor tensor, ..] => tensor,
            PickleGlobalKind.Size when items is [PickleTuple shape] => shape,
            PickleGlobalKind.Size when items is [PickleList list] => list,
            PickleGlobalKind.First when items is [{ } first, ..] => first,
            PickleGlobalKind.Opaque => PickleOpaque.Value,
            _ => throw Unfit(global, at),
        };
    }

    /// <summary>An object without its state.</summary>
    public PickleObject New(object? type, int at)
    {
        PickleReader.Allow(type, source);
        source.Charge(160, at);
        return type is PickleGlobal { Kind: PickleGlobalKind.Object, Name: var name }
            ? new PickleObject(name)
            : throw source.Refuse($"NEWOBJ at byte {at} makes {(type as PickleGlobal)?.Name ?? "something"}, which is not allowed in a checkpoint; nothing was run");
    }

    /// <summary>Gives an object its attributes; drops the state of other values where PyTorch writes one.</summary>
    public void Build(object? target, object? state, int at)
    {
        if (target is PickleOpaque)
            return;
        if (target is PickleObject instance)
        {
            Fill(instance, state as PickleDictionary, at);
            return;
        }
        var harmless = target is PickleDictionary && state is PickleDictionary { Items: [] or [{ Key: "_metadata" }] };
        if (!harmless)
            throw source.Refuse($"BUILD at byte {at} sets attributes, which is not allowed in a checkpoint");
    }

    /// <summary>The storage that a persistent identifier names.</summary>
    public PickleStorage Storage(object? id, int at)
    {
        source.Charge(80, at);
        if (id is not PickleTuple { Items: ["storage", PickleGlobal { Kind: PickleGlobalKind.Storage } type, string key, string, long count, .. var view] } || count < 0)
            throw source.Refuse($"BINPERSID at byte {at} does not describe a storage");
        source.ElementSizes[key] = type.ElementSize;
        return view switch
        {
            [] or [null] => new PickleStorage(type, key, count, 0),
            [PickleTuple { Items: [_, long offset and >= 0, long size and >= 0] }] => new PickleStorage(type, key, size, offset),
            _ => throw source.Refuse($"BINPERSID at byte {at} does not describe a storage"),
        };
    }

    private PickleDictionary OrderedDict(object?[] items, PickleGlobal global, int at)
    {
        var result = new PickleDictionary();
        if (items.Length == 0)
            return result;
        if (items is not [PickleList { Items: var pairs }])
            throw Unfit(global, at);
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

    private PickleList ListOf(object?[] items, PickleGlobal global, int at)
    {
        if (items is [PickleList list, ..])
            return list;
        var result = new PickleList();
        if (items is [])
            return result;
        if (items is not [PickleTuple { Items: var values }, ..])
            throw Unfit(global, at);
        source.Charge(16L * values.Length, at);
        foreach (var value in values)
            PickleReader.CheckDepth(result.Add(value), source, at);
        return result;
    }

    private void Fill(PickleObject instance, PickleDictionary? state, int at)
    {
        var count = state?.Items.Count ?? 0;   // before anything is added: a hostile file can make an object its own state
        source.Charge(32L * count, at);
        for (var i = 0; i < count; i++)
            PickleReader.CheckDepth(instance.Add(state!.Items[i].Key, state.Items[i].Value), source, at);
    }

    private TadSrException Unfit(PickleGlobal global, int at) =>
        source.Refuse($"REDUCE at byte {at} calls {global.Name} with arguments that it cannot take");

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
