using System.Buffers.Binary;
using System.Globalization;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Cli.Tests;

/// <summary>Damages picture files in many ways and reads them: in a program of its own, since a decoder may end its process.</summary>
internal static class PictureMutations
{
    /// <summary>Environment variable of the program that reads: first number, how many, the file of the moment, folders of sound files.</summary>
    public const string Variable = "TADSR_TEST_MUTATIONS";

    /// <summary>Processor time that one file may take, in milliseconds.</summary>
    public const int MostMilliseconds = 5000;

    private const int LargestSeed = 400_000, Large = 250;

    /// <summary>Runs in the program that reads. Prints a line for each file: number, name, outcome, milliseconds, megabytes, message.</summary>
    public static void Run(string work)
    {
        var words = work.Split('|');
        var (start, count, current) = (int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture), words[2]);
        var seeds = Seeds(words[3..]);
        for (var i = start; i < start + count; i++)
        {
            var (name, file) = Make(i, seeds);
            File.WriteAllBytes(current, file);
            ResetPeak();
            var before = Environment.CpuUsage.TotalTime;
            using var watchdog = new Timer(_ => Stop(before), null, 1000, 1000);
            var outcome = Read(current, name, i);
            var time = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            var peak = Peak();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i}\t{name}\t{outcome.Kind}\t{time:F0}\t{peak}\t{outcome.Message.ReplaceLineEndings("\\n")}"));
            if (peak > Large)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);   // the next file is not to answer for it
        }
    }

    // A decoder that goes on for ever cannot be called off.
    private static void Stop(TimeSpan before)
    {
        if ((Environment.CpuUsage.TotalTime - before).TotalMilliseconds > MostMilliseconds)
            Environment.Exit(99);
    }

    private static (string Kind, string Message) Read(string path, string name, int number)
    {
        var result = Attempt(path, name, false, number);
        if (result.Kind == "picture")
            return result;
        var damaged = Attempt(path, name, true, number);
        return damaged.Kind is "picture" or "refused" ? result : damaged;
    }

    private static (string Kind, string Message) Attempt(string path, string name, bool acceptDamaged, int number)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var picture = ImageFile.Read(stream, name, ImageFile.DefaultMaxPixels, acceptDamaged, CancellationToken.None);
            if (number % 8 == 0 && (long)picture.Pixels.Width * picture.Pixels.Height < 1 << 20)
                ImageFile.Write(picture, path + (number % 3) switch { 0 => ".png", 1 => ".jpg", _ => ".webp" });
            return ("picture", string.Join(" / ", picture.Warnings));
        }
        catch (TadSrException e)
        {
            return (e.Kind == ErrorKind.BadFile ? "refused" : e.Kind.ToString(), e.Message);
        }
#pragma warning disable CA1031 // What else arrives here is the fault that is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return (e.GetType().Name, e.ToString());
        }
    }

    /// <summary>The sound files below folders: what is damaged.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Seeds(IEnumerable<string> folders) =>
    [
        .. folders.SelectMany(Directory.EnumerateFiles).Where(path => PictureSignature.LooksLikePicture(path) && !path.EndsWith(".png.png", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))).Where(seed => seed.Item2.Length is > 0 and < LargestSeed),
    ];

    /// <summary>Damages a file; the number alone decides which and how.</summary>
    public static (string Name, byte[] Bytes) Make(int number, IReadOnlyList<(string Name, byte[] Bytes)> seeds)
    {
        var random = new Random(number);
        var (name, sound) = seeds[random.Next(seeds.Count)];
        var bytes = (byte[])sound.Clone();
        for (var rounds = random.Next(1, 4); rounds > 0 && bytes.Length > 1; rounds--)
            bytes = Damage(bytes, seeds, random);
        if (random.Next(2) == 0)
            MendChecksums(bytes);   // else every second fault of a PNG ends at the first checksum
        return (name, bytes);
    }

    private static byte[] Damage(byte[] bytes, IReadOnlyList<(string Name, byte[] Bytes)> seeds, Random random)
    {
        var at = random.Next(bytes.Length);
        var length = Math.Min(random.Next(1, 64), bytes.Length - at);
        switch (random.Next(9))
        {
            case 0:
                for (var n = random.Next(1, 9); n > 0; n--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 1:
                for (var n = random.Next(1, 9); n > 0; n--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:   // where the headers are
                for (var n = random.Next(1, 5); n > 0; n--)
                    bytes[random.Next(Math.Min(bytes.Length, 300))] = (byte)random.Next(256);
                return bytes;
            case 3:
                return bytes[..random.Next(1, bytes.Length + 1)];
            case 4:
                bytes.AsSpan(at, length).Fill(random.Next(2) == 0 ? (byte)0 : byte.MaxValue);
                return bytes;
            case 5:
                length = Math.Min(random.Next(1, 512), bytes.Length - at);
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 6:
                var other = seeds[random.Next(seeds.Count)].Bytes;
                return [.. bytes[..at], .. other[random.Next(other.Length)..]];
            case 7:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            default:   // a number at the edge of its range
                int[] edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, int.MaxValue, int.MinValue, -1];
                Span<byte> number = stackalloc byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(number, edges[random.Next(edges.Length)]);
                if (random.Next(2) == 0)
                    number.Reverse();
                number[..Math.Min(4, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
                return bytes;
        }
    }

    private static void MendChecksums(byte[] file)
    {
        if (file.Length < 20 || file[0] != 0x89)
            return;
        for (long position = 8; position + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)position));
            if (position + 12 + length > file.Length)
                return;
            var crc = uint.MaxValue;
            foreach (var b in file.AsSpan((int)position + 4, (int)length + 4))
            {
                crc ^= b;
                for (var k = 0; k < 8; k++)
                    crc = (crc & 1) != 0 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;
            }
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(position + 8 + length)), ~crc);
            position += 12 + length;
        }
    }

    private static void ResetPeak()
    {
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    // Most memory in use since the last reset, in megabytes; 0 where the system does not tell.
    private static long Peak() => OperatingSystem.IsLinux()
        ? long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1000
        : 0;
}
