namespace TadSr.Networks;

/// <summary>A network on paper: the keys and shapes of its state dict and the arithmetic of its layers, without any tensor.</summary>
/// <remarks>Buffers that a network computes itself whatever a file holds are not listed. A position is one place of the network's input; layers say
/// how many results they have for one position, such as 1/4 behind a halving and 16 behind two doublings.</remarks>
public sealed class NetworkLayout
{
    private readonly List<(string Name, long[] Shape)> keys = [];
    private long parameters;
    private double flopsPerPosition, flopsPerPair, flopsOnce;

    /// <summary>Names and shapes of what a file must hold.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> Keys => keys;

    /// <summary>Number of parameters.</summary>
    public long Parameters => parameters;

    /// <summary>Floating-point operations of one pass, two for a multiply-add: convolutions, linear layers and attention products,
    /// as papers count them.</summary>
    /// <param name="height">Rows of the network's input.</param>
    /// <param name="width">Columns of the network's input.</param>
    public double Flops(int height, int width) =>
        flopsPerPosition * height * width + flopsPerPair * ((double)height * width) * ((double)height * width) + flopsOnce;

    /// <summary>Adds a 2-D convolution with bias.</summary>
    /// <param name="path">Its place; <c>.weight</c> and <c>.bias</c> follow.</param>
    /// <param name="inChannels">Channels that go in.</param>
    /// <param name="outChannels">Channels that come out.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="results">Results for one position.</param>
    public void Conv2d(string path, long inChannels, long outChannels, long kernel, double results)
    {
        Parameter($"{path}.weight", outChannels, inChannels, kernel, kernel);
        Parameter($"{path}.bias", outChannels);
        Work(2.0 * outChannels * inChannels * kernel * kernel * results);
    }

    /// <summary>Adds a linear layer with bias over positions, or, with none, over one vector.</summary>
    public void Linear(string path, long inFeatures, long outFeatures, double results = 0)
    {
        Parameter($"{path}.weight", outFeatures, inFeatures);
        Parameter($"{path}.bias", outFeatures);
        if (results > 0)
            Work(2.0 * inFeatures * outFeatures * results);
        else
            flopsOnce += 2.0 * inFeatures * outFeatures;
    }

    /// <summary>Adds a normalisation with scale and shift, which counts as no arithmetic.</summary>
    public void Norm(string path, long channels)
    {
        Parameter($"{path}.weight", channels);
        Parameter($"{path}.bias", channels);
    }

    /// <summary>Adds a parameter.</summary>
    public void Parameter(string key, params long[] shape)
    {
        Buffer(key, shape);
        parameters += shape.Aggregate(1L, (product, side) => product * side);
    }

    /// <summary>Adds a tensor that a file holds and training does not change.</summary>
    public void Buffer(string key, params long[] shape) => keys.Add((key, shape));

    /// <summary>Adds arithmetic for every position.</summary>
    public void Work(double flops) => flopsPerPosition += flops;

    /// <summary>Adds attention of every place to every other of one map.</summary>
    /// <param name="channels">Channels of queries and values together.</param>
    /// <param name="results">Places of the map for one position.</param>
    public void Attention(long channels, double results) => flopsPerPair += 2.0 * channels * results * results;
}
