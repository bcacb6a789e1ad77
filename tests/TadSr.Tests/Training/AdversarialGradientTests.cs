using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Models;
using TadSr.Networks.Adversarial;
using TadSr.Networks.Layers;
using TadSr.Training;
using TadSr.Training.Student;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class AdversarialGradientTests
{
    [Fact]
    public void Discriminator_moves_the_student_only_after_its_first_step()
    {
        using var scope = NewDisposeScope();
        var config = TinyRun.Config(StageKind.Student);
        var schedule = new EtaSchedule(config.Diffusion);
        using var teacher = TinyRun.Network(1);
        using var discriminator = new TimeAwareDiscriminator(teacher.FeatureChannels, config.Gan.EmbedDim, config.Gan.LogitsPerPosition);
        Initialization.Reset(discriminator, 3);
        using var optimizer = new AdamW(discriminator.named_parameters(), config.OptimD);
        var adversary = new LatentAdversary(new NetworkDenoiser(teacher, new InputScaling(schedule)).EncoderFeatures, discriminator, schedule, config.Gan);
        var draws = StudentDraws.Draw(new StepRandom(1, 1, CPU), config, schedule, TermNeeds.Features, 0, [2, 48, 8, 8]);
        Tensor real = Draws.Normal(1, 2, 48, 8, 8), zY = Draws.Normal(2, 2, 48, 8, 8), lq = Draws.Uniform(3, 2, 3, 8, 8) * 2 - 1;
        var input = new StudentInput(new TrainingBatch(lq, lq), draws, zY, real, zY, null, null, [], []);
        var leaf = Draws.Normal(4, 2, 48, 8, 8).requires_grad_(true);

        var fake = adversary.Features(leaf, input);
        Assert.Equal(0, autograd.grad([adversary.GeneratorLoss(input, fake)], [leaf], null, true)[0].count_nonzero().item<long>());

        adversary.DiscriminatorLoss(input, fake).backward();
        Assert.Null(leaf.grad);
        optimizer.Step(config.OptimD.Lr);
        Assert.True(autograd.grad([adversary.GeneratorLoss(input, fake)], [leaf])[0].count_nonzero().item<long>() > 0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void No_gradient_lies_in_discriminators_or_teacher_after_a_step(int microbatch)
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Student);
        config = config with { Train = config.Train with { Microbatch = microbatch } };
        var teacher = TinyRun.Network(1);
        using var stage = TinyRun.Stage(config, teacher);
        var batch = run.Batch(config);
        for (var step = 1; step <= 3; step++)
            stage.TrainStep(batch, step);

        var judges = stage.State.Where(s => s.Name.StartsWith("discriminator.", StringComparison.Ordinal) || s.Name.StartsWith("heads.", StringComparison.Ordinal)).ToList();
        Assert.Contains(judges, s => s.Name.StartsWith("heads.", StringComparison.Ordinal));
        foreach (var (name, value) in judges.Concat(teacher.named_parameters().Select(p => ($"teacher.{p.name}", (Tensor)p.parameter))))
            Assert.True(value.grad is null || value.grad.count_nonzero().item<long>() == 0, name);
        Assert.All(stage.State.Where(s => s.Name.StartsWith("network.", StringComparison.Ordinal) && s.Value.requires_grad), s => Assert.NotNull(s.Value.grad));
    }
}
