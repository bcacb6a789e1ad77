namespace TadSr.Configuration;

/// <summary>Which reading of the method decides the switches in which the paper and its published code differ.</summary>
public enum Recipe
{
    /// <summary>The paper's equations, with the reductions of the authors' code for which its weights were tuned.</summary>
    Paper,

    /// <summary>The published code to the letter: uniform noise, doubly scaled input of the score term, no t = T - 1 for the
    /// discriminator, first step at the full rate.</summary>
    AuthorsCode,
}
