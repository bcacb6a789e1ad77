using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>A schedule that published models were trained with, and the name that stands for it.</summary>
/// <param name="Name">Such as <c>realsr</c>.</param>
/// <param name="What">Whose it is.</param>
/// <param name="Diffusion">The schedule with its scale.</param>
internal sealed record NamedSchedule(string Name, string What, DiffusionConfig Diffusion)
{
    private const double FewStepsNoise = 0.2;

    /// <summary>ResShift realsr v1 and v2, and the students of SinSR and TAD-SR.</summary>
    public static NamedSchedule RealSr { get; } = new("realsr", "ResShift realsr v1 and v2, SinSR, TAD-SR", new DiffusionConfig());

    /// <summary>ResShift realsr v3.</summary>
    public static NamedSchedule RealSrV3 { get; } = new("realsr-v3", "ResShift realsr v3", FewSteps(4));

    /// <summary>ResShift bicubic x4; the numbers are those of realsr-v3.</summary>
    public static NamedSchedule Bicubic { get; } = new("bicubic", "ResShift bicubic x4", FewSteps(4));

    /// <summary>ResShift x2.</summary>
    public static NamedSchedule X2 { get; } = new("x2", "ResShift x2", FewSteps(2));

    /// <summary>ResShift faces.</summary>
    public static NamedSchedule Faces { get; } = new("faces", "ResShift faces", FewSteps(1));

    /// <summary>TAD-SR's student for faces, whose table starts lower than its teacher's.</summary>
    public static NamedSchedule StudentFaces { get; } = new("tad-faces", "TAD-SR faces", FewSteps(1) with { CapStart = true });

    /// <summary>ResShift inpainting.</summary>
    public static NamedSchedule Inpainting { get; } = new("inpainting", "ResShift inpainting", FewSteps(1));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedSchedule> All { get; } = [RealSr, RealSrV3, Bicubic, X2, Faces, StudentFaces, Inpainting];

    /// <summary>The schedule of a name.</summary>
    /// <exception cref="TadSrException">There is none of that name.</exception>
    public static NamedSchedule Of(string name) => All.FirstOrDefault(schedule => schedule.Name == name)
        ?? throw new TadSrException($"{Setting.Schedule} is '{name}'; use {string.Join(", ", All.Select(schedule => schedule.Name))}.", ErrorKind.Usage);

    private static DiffusionConfig FewSteps(int scale) => new() { Steps = 4, MinNoiseLevel = FewStepsNoise, Scale = scale };
}
