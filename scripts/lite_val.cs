#:project ../src/TadSr/TadSr.csproj
#:property PublishAot=false
// Makes the pictures on which everything about the bundled model is chosen: photographs that are not trained on, their damage stored.
//
//   dotnet run scripts/lite_val.cs -- PHOTOGRAPHS OUT      (scripts/lite_val.sh does it and makes the low-resolution sets)
//
// PHOTOGRAPHS has the files of configs/lite/heldout.txt; those of samples/ are left out. OUT/hr receives the 512 x 512 at the centre of each.
using System.Security.Cryptography;
using TadSr.Imaging;
using TadSr.Runtime;

const int Side = 512;
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run scripts/lite_val.cs -- PHOTOGRAPHS OUT");
    return 2;
}
try
{
    var samples = Names("samples/EXCLUDE.txt").Select(line => line[0]).ToHashSet();
    var folder = Directory.CreateDirectory(Path.Combine(args[1], "hr")).FullName;
    var count = 0;
    foreach (var line in Names("configs/lite/heldout.txt").Where(line => !samples.Contains(line[0])))
    {
        var path = Path.Combine(args[0], line[0]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        if (hash != line[1])
            throw new TadSrException($"{path}: SHA-256 is {hash}, {line[1]} expected; take the photographs that the list names.", ErrorKind.BadFile);
        ImageFile.Write(new Picture(Centre(ImageFile.Read(path).Pixels)), Path.Combine(folder, Path.ChangeExtension(line[0], ".png")));
        count++;
    }
    Console.WriteLine($"{folder}: {count} pictures of {Side} x {Side}");
    return 0;
}
catch (Exception e) when (e is TadSrException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}

static IEnumerable<string[]> Names(string list) => File.ReadLines(list).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '));

static PixelBuffer Centre(PixelBuffer pixels)
{
    var (left, top) = ((pixels.Width - Side) / 2, (pixels.Height - Side) / 2);
    var centre = new PixelBuffer(Side, Side, 3);
    for (var y = 0; y < Side; y++)
        pixels.Bytes.Slice(((y + top) * pixels.Width + left) * 3, Side * 3).CopyTo(centre.Bytes[(y * Side * 3)..]);
    return centre;
}
