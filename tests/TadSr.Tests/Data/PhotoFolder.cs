using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TadSr.Configuration;
using TadSr.Data;
using TadSr.Degradation;
using TadSr.Runtime;
using TadSr.Tests.Degradation;

namespace TadSr.Tests.Data;

/// <summary>A temporary folder with small pictures of smooth noise.</summary>
internal sealed class PhotoFolder : IDisposable
{
    public PhotoFolder(int pictures = 5)
    {
        Path = Directory.CreateTempSubdirectory("tadsr-data-").FullName;
        for (var i = 0; i < pictures; i++)
            Add(i % 2 == 0 ? $"photo{i}.png" : $"sub folder/photo{i}.jpg", 96 + 8 * i, 80, (ulong)i);
    }

    public string Path { get; }

    public DataFolderConfig Source => new() { Folder = Path };

    public void Add(string name, int width, int height, ulong seed)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var random = new CounterRandom(99, seed);
        using var image = new Image<Rgb24>(width, height);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < height; y++)
            {
                foreach (ref var pixel in rows.GetRowSpan(y))
                    pixel = new Rgb24((byte)(y * 2 + random.NextInt(64)), (byte)random.NextInt(200), (byte)(random.NextInt(100) + 50));
            }
        });
        image.Save(path);
    }

    public PairDataset Dataset(ulong seed = 1, DataConfig? config = null, DegradationConfig? degradation = null, int group = 1, IPairGuide? guide = null)
        => new(ImageFolder.Scan([Source], 32), config ?? new DataConfig { Crop = 32, Transpose = true }, PairDegradation.Of(degradation ?? LiteDegradation.Config, 4), seed, group, guide);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
