/// The language explained: printed by `help language`, a chapter of the manual; its examples run as tests.
public enum LanguageChapter {
    public static let text = #"""
        ## The language

        A program is a list of statements, one a line; `;` separates statements on one line, and `#` starts a comment.
        A line goes on while a bracket is open, and after a `|` at its end.

        ### Commands

        A command is a name, then values by their place and settings by their name. There is no blank around the `=`
        of a setting. `|` passes the value of a command on: it becomes the first value of the next.

            train als factors=64
            runs | where ndcg@10 > 0.1 | sort ndcg@10 desc | take 5

        `name = …` names a value, for the rest of the session. The name alone shows it. `help` lists the commands, and
        `help train als` explains one.

        ### Values

        | written | is |
        | --- | --- |
        | `64`, `-0.5`, `1e-3`, `50_000_000` | a number |
        | `"any text"` | a text; `\n \t \" \\ \{ \}` are escapes |
        | `"factors {n}"` | a text with the value of an expression inserted |
        | `[als ease "x y" 3]` | a list: its values are separated by blanks, line ends or commas |
        | `1..5`, `1e-3..1`, `1..n` | a range, both ends included |
        | `true`, `false`, `nothing` | themselves |
        | `(…)` | the value of an expression or of commands |
        | `ml-100k`, `ndcg@10`, `results/loss.svg` | a word |

        Beside a command a word stands for the value that it names in the session, if there is one, and for itself
        otherwise. Where a setting takes a text, a path or one of a few words, it always stands for itself; there, write
        `(name)` or `"{name}"` for the value of a name.

        ```reel
        reel> n = 3
        reel> "n is {n}, its square {n ^ 2}"
        n is 3, its square 9
        reel> [n 4 als]
        [3 4 als]
        ```

        ### Expressions

        From weak to strong: `or`, `and`, `not`, the comparisons `== != < <= > >= in` and `not in`, `+ -`, `* / %`, the
        minus sign, `^`. A name may contain `-`, `@`, `~` and `.`, as in `ndcg@10~99neg`, so a subtraction needs blanks
        around its sign. `nothing`, a table's empty cell, goes through arithmetic as it is and is neither less nor
        greater than anything. In an expression a text needs its quotes: `model == "als"`.

        `x.field` is a field of a thing or a column of a table, `t[0]` a row or an element counted from 0, `t[-1]` the
        last one, and `t["ndcg@10"]` a column whose name is in quotes. `text in text` looks for a part.

        ```reel
        reel> x = [4 8 15 16 23 42]
        reel> mean(x) > 15 and x[-1] == 42
        true
        reel> round(sd(x), 3), 1
        round(sd(x), 3), 1
                       ^ the end of the statement was expected here, not ,; values are separated by blanks; a list is [a b c]
        reel> x.count - 1
        5
        reel> 7 % 4 + 2 ^ 3
        11
        ```

        Functions of a number, or of each number of a list: `abs sqrt log log2 log10 exp floor ceil round`. Of a list, or
        of several numbers: `min max mean median sd sum`; `count` counts the elements of a list, the rows of a table or
        the characters of a text. `round(x, 2)` keeps two digits.

        ### Loops, conditions, definitions

        `for name in value { … }` runs the block for each element of a list or a range, or for each row of a table; its
        value is the list of the block's values. `if condition { … } else if condition { … } else { … }` runs one block.

        ```reel
        reel> for k in 1..3 { k * 10 }
        10
        20
        30
        reel> if n > 2 { "large" } else { "small" }
        large
        ```

        `define name parameter parameter=default { … }` makes a command. It is called like any other; its value is that
        of its last statement. Names that it gives stay inside, and it sees those of the session.

        ```reel
        reel> define power x to=2 { x ^ to }
        reel> power 5
        25
        reel> power 2 to=10
        1024
        reel> 3 | power
        9
        ```

        ### Scripts

        `assert condition` stops a script with exit code 1 where the condition does not hold, and shows the values in it.
        `source file` runs another file; its path is relative to the file in which it is written. `given name = value`
        is a value that can be set on the command line of `reel` (`reel experiments/first-look users=500`), and has the
        value written there otherwise.

        ```reel
        reel> given users = 1000
        reel> assert users >= 100
        reel> assert users < 100
        assert users < 100
               ^^^^^^^^^^^ this does not hold; users is 1000
        ```
        """#
}
