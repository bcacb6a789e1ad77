using TadSr.Checkpoints;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Networks;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Models;

/// <summary>A program adds a family of networks that the library does not know.</summary>
[Trait("Kind", "Unit")]
public sealed class OwnFamilyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Family_of_the_caller_reads_its_files_and_only_with_it_they_are_known()
    {
        Backend.Load();
        var path = folder.File("gain.safetensors");
        using (var network = new GainNet())
            SafetensorsWriter.Write(path, StateDict.Of(network), new Dictionary<string, string>());
        var options = new SuperResolverOptions { Device = "cpu", Families = [new GainFamily()] };

        using var resolver = SuperResolver.Load(path, options);
        var result = resolver.Upscale(new PixelBuffer(6, 5, 3), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((12, 10, 2, 128), (result.Width, result.Height, resolver.Scale, result[3, 3, 1]));
        Assert.Contains("of no network that is known here", Assert.Throws<TadSrException>(() => SuperResolver.Load(path)).Message, StringComparison.Ordinal);
    }

    private sealed class GainFamily : NetworkFamily
    {
        public override string Name => "GainNet";

        public override NetworkDescription Published => new GainDescription();

        public override bool Matches(KeyShapes keys) => keys.Has("own.gain");

        public override NetworkDescription Read(KeyShapes keys) =>
            keys.Size("own.gain", 0) == 1 ? Published : throw new FormatException("'own.gain' has several values");
    }

    private sealed record GainDescription() : FeedForwardDescription("GainNet")
    {
        public override int Scale => 2;

        public override (int In, int Out) Channels => (3, 3);

        public override int SizeMultiple => 1;

        public override int DefaultTile => 64;

        public override int DefaultOverlap => 0;

        public override int BytesPerPixel => 256;

        public override string Describe() => "GainNet x2";

        public override NetworkLayout Plan()
        {
            var layout = new NetworkLayout();
            layout.Parameter("own.gain", 1);
            return layout;
        }

        public override FeedForwardNetwork Build() => new GainNet();
    }

    private sealed class GainNet : FeedForwardNetwork
    {
        private readonly Own own = new();

        public GainNet()
            : base(nameof(GainNet)) => RegisterComponents();

        public override Tensor forward(Tensor x) => own.forward(nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest));

        private sealed class Own : nn.Module<Tensor, Tensor>
        {
            private readonly TorchSharp.Modules.Parameter gain = new(full([1], 0.5f));

            public Own()
                : base(nameof(Own)) => RegisterComponents();

            public override Tensor forward(Tensor x) => x * 0 + gain + x * 1e-3;
        }
    }
}
