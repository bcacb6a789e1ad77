using TadSr.Runtime;

namespace TadSr.Networks;

/// <summary>How the program that was published with a network runs it: what a row of a paper's table was made with.</summary>
/// <param name="Whose">The program.</param>
/// <param name="Tile">Side of a tile in pixels of the input; 0 never tiles.</param>
/// <param name="Overlap">Pixels that tiles share; null without tiles.</param>
/// <param name="Sampler"><c>one-step</c>, <c>ddim</c> or <c>ddpm</c>; null for networks without diffusion.</param>
/// <param name="Steps">Diffusion steps; 0 for networks without.</param>
/// <param name="Precision">Element type of the network on CUDA; null where the program that made the file decides and the file does not tell it.</param>
internal sealed record PublishedScript(string Whose, int Tile, int? Overlap, string? Sampler, int Steps, Precision? Precision);
