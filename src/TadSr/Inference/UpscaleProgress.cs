namespace TadSr.Inference;

/// <summary>How far a picture is.</summary>
/// <param name="DoneTiles">Finished tiles.</param>
/// <param name="Tiles">All tiles.</param>
public readonly record struct UpscaleProgress(int DoneTiles, int Tiles);
