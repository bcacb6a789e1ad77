using TadSr.NativeRepair;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: TadSr.NativeRepair OUTPUT_FOLDER");
    return 2;
}
foreach (var path in NativeLibraryFile.FindBelow(args[0]))
{
    try
    {
        Console.WriteLine($"{path}: {NativeLibraryFile.Repair(path)}");
    }
    catch (InvalidDataException e)
    {
        Console.Error.WriteLine($"{path}: {e.Message}");
        return 1;
    }
}
return 0;
