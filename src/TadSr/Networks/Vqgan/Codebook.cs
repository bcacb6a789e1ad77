using TadSr.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Vqgan;

/// <summary>The codes of a <see cref="Vqgan"/>. Key: <c>embedding.weight</c> (n, d).</summary>
internal sealed class Codebook : CompositeModule
{
    // Distances that exist at once: 64 MiB in float32.
    private const long DistancesPerBlock = 1 << 24;

    // The reference's legacy order puts this weight on the codebook term, not on the commitment term.
    private const double Beta = 0.25;
    private readonly Codes codes;

    public Codebook(int count, int dim)
        : base(nameof(Codebook)) => codes = this.Place("embedding", new Codes(count, dim));

    /// <summary>The nearest code of every position in squared L2, the first one on ties.</summary>
    /// <param name="z">(B, d, h, w).</param>
    /// <returns>(B h w) int64, row-major over B, h, w.</returns>
    public Tensor Indices(Tensor z)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // bfloat16 could not tell neighbouring codes apart.
        var table = codes.weight.to_type(z.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        var flat = z.to_type(table.dtype).permute(0, 2, 3, 1).reshape(-1, z.shape[1]);
        var lengths = table.square().sum(1);
        var rows = Math.Max(1, DistancesPerBlock / table.shape[0]);
        var found = new List<Tensor>();
        for (long start = 0; start < flat.shape[0]; start += rows)
        {
            using var blockScope = NewDisposeScope();
            var part = flat.narrow(0, start, Math.Min(rows, flat.shape[0] - start));
            var distances = part.square().sum(1, keepdim: true) + lengths - 2 * part.mm(table.t());
            found.Add(distances.argmin(1).MoveToOuterDisposeScope());
        }
        return cat(found, 0).MoveToOuterDisposeScope();
    }

    /// <summary>The codes of (B h w) indices as a latent (B, d, h, w) like <paramref name="z"/>.</summary>
    public Tensor Gather(Tensor indices, Tensor z)
    {
        using var scope = NewDisposeScope();
        var rows = codes.weight.index_select(0, indices).reshape(z.shape[0], z.shape[2], z.shape[3], z.shape[1]);
        return rows.permute(0, 3, 1, 2).contiguous().to_type(z.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Nearest codes for training: the gradient of the result goes straight to <paramref name="z"/>.</summary>
    /// <param name="z">(B, d, h, w).</param>
    /// <returns>The quantised latent, and mean((sg[z_q] - z)²) + 0.25 mean((z_q - sg[z])²).</returns>
    public (Tensor Quantised, Tensor Loss) Train(Tensor z)
    {
        using var scope = NewDisposeScope();
        var nearest = Gather(Indices(z), z);
        var loss = (nearest.detach() - z).square().mean() + Beta * (nearest - z.detach()).square().mean();
        var quantised = z + (nearest - z).detach();
        return (quantised.MoveToOuterDisposeScope(), loss.MoveToOuterDisposeScope());
    }

    private sealed class Codes : nn.Module, IInitialised
    {
        internal readonly Parameter weight;

        public Codes(int count, int dim)
            : base(nameof(Codes))
        {
            weight = new Parameter(zeros(count, dim));
            RegisterComponents();
        }

        public bool ZeroInitialised => false;

        public void Initialise(Generator generator)
        {
            using var noGrad = no_grad();
            var bound = 1.0 / weight.shape[0];
            weight.uniform_(-bound, bound, generator);
        }
    }
}
