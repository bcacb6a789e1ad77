namespace TadSr.Networks.Rrdb;

/// <summary>The three ways in which published files name the same layers.</summary>
internal enum RrdbLayout
{
    /// <summary>BasicSR, Real-ESRGAN, LDL: <c>body.0.rdb1.conv1</c>.</summary>
    BasicSr,

    /// <summary>ESRGAN of 2019, RealSR, BSRGAN: <c>RRDB_trunk.0.RDB1.conv1</c>.</summary>
    Trunk,

    /// <summary>The first ESRGAN and most community files: <c>model.1.sub.0.RDB1.conv1.0</c>.</summary>
    Old,
}
