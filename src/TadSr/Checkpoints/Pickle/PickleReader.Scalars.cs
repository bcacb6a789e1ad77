namespace TadSr.Checkpoints.Pickle;

/// <content>Opcodes that push a text, a number or nothing.</content>
internal sealed partial class PickleReader
{
    private bool Scalar(ref PickleInput input)
    {
        object? value;
        switch (input.Opcode)
        {
            case PickleOpcode.None:
                value = null;
                break;
            case PickleOpcode.NewTrue:
                value = true;
                break;
            case PickleOpcode.NewFalse:
                value = false;
                break;
            case PickleOpcode.BinInt:
                value = (long)input.Int32();
                break;
            case PickleOpcode.BinInt1:
                value = (long)input.UInt8();
                break;
            case PickleOpcode.BinInt2:
                value = (long)input.UInt16();
                break;
            case PickleOpcode.Int or PickleOpcode.Long:
                value = input.Decimal();
                break;
            case PickleOpcode.Long1:
                value = input.Integer(input.UInt8());
                break;
            case PickleOpcode.Long4:
                value = input.Integer(input.Int32());
                break;
            case PickleOpcode.BinFloat:
                value = input.Double();
                break;
            case PickleOpcode.Float:
                input.Line();
                value = PickleOpaque.Value;
                break;
            case PickleOpcode.String or PickleOpcode.Unicode:
                value = Unquote(input.Line(), input.Opcode);
                break;
            case PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode:
                value = input.Text(input.UInt8());
                break;
            case PickleOpcode.BinString or PickleOpcode.BinUnicode:
                value = input.Text(input.UInt32());
                break;
            case PickleOpcode.BinUnicode8:
                value = input.Text(input.UInt64());
                break;
            case PickleOpcode.ShortBinBytes:
                input.Skip(input.UInt8());
                value = PickleOpaque.Value;
                break;
            case PickleOpcode.BinBytes:
                input.Skip(input.UInt32());
                value = PickleOpaque.Value;
                break;
            case PickleOpcode.BinBytes8:
                input.Skip(input.UInt64());
                value = PickleOpaque.Value;
                break;
            default:
                return false;
        }
        source.Charge(24, input.OpcodeAt);
        stack.Push(value);
        return true;
    }

    private string Unquote(string line, PickleOpcode opcode)
    {
        var text = line;
        if (opcode == PickleOpcode.String)
            text = line.Length >= 2 && line[0] is '\'' or '"' && line[^1] == line[0] ? line[1..^1] : throw source.Refuse($"the text at byte {stack.At} is not quoted");
        return text.Contains('\\') ? throw source.Refuse($"the text at byte {stack.At} holds an escape, which is not read") : text;
    }
}
