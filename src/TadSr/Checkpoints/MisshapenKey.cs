namespace TadSr.Checkpoints;

/// <summary>A key that network and checkpoint share, with different shapes or kinds of numbers.</summary>
/// <param name="Name">The key.</param>
/// <param name="Expected">What the network has, such as <c>float32 [160, 3, 3, 3]</c>.</param>
/// <param name="Found">What the checkpoint has.</param>
internal sealed record MisshapenKey(string Name, string Expected, string Found);
