using TadSr.NativeRepair;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: TadSr.NativeRepair OUTPUT_FOLDER");
    return 2;
}
var steps = NativeLibraryFile.FindBelow(args[0]).Select(path => (path, repair: (Func<string, RepairOutcome>)NativeLibraryFile.Repair))
    .Concat(ManagedLibraryFile.FindBelow(args[0]).Select(path => (path, repair: (Func<string, RepairOutcome>)ManagedLibraryFile.Repair)));
foreach (var (path, repair) in steps)
{
    try
    {
        Console.WriteLine($"{path}: {repair(path)}");
    }
    catch (InvalidDataException e)
    {
        Console.Error.WriteLine($"{path}: {e.Message}");
        return 1;
    }
}
return 0;
