using TadSr.NativeRepair;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: TadSr.NativeRepair FOLDER FILE...   writes the repaired copy of each file into the folder");
    return 2;
}
foreach (var file in args[1..])
{
    try
    {
        Console.WriteLine($"{file}: {(RepairedCopy.Write(file, args[0]) ? "repaired" : "repaired before")}");
    }
    catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"{file}: error TADSR1: cannot be repaired: {e.Message}");
        return 1;
    }
}
return 0;
