import Declarations

extension Description {
    /// Everything that is one number, one line each.
    public var overviewTable: Table {
        if let behaviour { return behaviour.overviewTable(of: name, users: users, history: history) }
        var rows = [
            line("users", count(users)), line("items", count(items)),
            line("interactions", count(interactions)), line("density", .number(density)),
        ]
        if let ratings {
            rows.append(line("mean rating", .number(ratings.mean)))
            rows.append(line("sd of ratings", .number(ratings.sd)))
        }
        if let span {
            rows.append(line("first interaction", .word(span.first.date)))
            rows.append(line("last interaction", .word(span.last.date)))
        }
        rows += lines("user", perUser) + lines("item", perItem)
        rows += [
            line("cold users", count(perUser.cold)), line("cold items", count(perItem.cold)),
            line("duplicated pairs", count(duplicates)), line("connections between users", count(ties)),
        ]
        return Table(
            "\(name)", columns: [Table.Column("measure"), Table.Column("value", decimals: 4, trimmed: true)],
            rows: rows,
            notes: [
                "Cold: fewer than \(Self.coldBelow) interactions. History: \(history.joined(separator: "; "))."
            ])
    }

    /// The long tail, an item each: rank, item, interactions and the share of all that the items so far have.
    public var longTailTable: Table {
        var sum = 0
        let rows = zip(longTail, itemLabels).map { place, label -> [Value] in
            sum += place.count
            let share = interactions == 0 ? 0 : Double(sum) / Double(interactions)
            return [count(place.rank), .text(label), count(place.count), .number(share)]
        }
        return Table(
            "Long tail of \(name)",
            columns: [
                Table.Column("rank"), Table.Column("item"), Table.Column("interactions"),
                Table.Column("cumulative-share", decimals: 4),
            ], rows: rows)
    }

    /// Interactions for each rating; empty where there are no ratings.
    public var ratingsTable: Table {
        let rows = (ratings?.histogram ?? []).map { bin -> [Value] in
            [
                .number(bin.value), count(bin.count),
                .number(interactions == 0 ? 0 : Double(bin.count) / Double(interactions)),
            ]
        }
        let width = ratings?.binWidth ?? 0
        return Table(
            "Ratings of \(name)",
            columns: [
                Table.Column("rating"), Table.Column("interactions"), Table.Column("share", decimals: 4),
            ],
            rows: rows, notes: width > 0 ? ["Bins of width \(shortest(width)), by their lower end."] : [])
    }

    /// What is known of users, items and rows, and how much of it is missing.
    public var columnsTable: Table {
        Table(
            "Columns of \(name)",
            columns: [
                Table.Column("of"), Table.Column("column"), Table.Column("kind"), Table.Column("missing"),
                Table.Column("missing-share", decimals: 4), Table.Column("distinct"),
                Table.Column("holds"),
            ],
            rows: columns.map { column in
                [
                    .word(column.owner.rawValue), .word(column.name), .word(column.kind),
                    count(column.missing),
                    .number(column.entries == 0 ? 0 : Double(column.missing) / Double(column.entries)),
                    count(column.distinct), .text(column.sample),
                ]
            })
    }

    private func lines(_ one: String, _ counts: CountSummary) -> [[Value]] {
        [
            line("interactions per \(one), least", count(counts.min)),
            line("interactions per \(one), median", .number(counts.median)),
            line("interactions per \(one), mean", .number(counts.mean)),
            line("interactions per \(one), most", count(counts.max)),
            line("gini over \(one)s", .number(counts.gini)),
        ]
            + counts.top.map {
                line("share of the top \(shortest($0.part * 100)) % of \(one)s", .number($0.share))
            }
    }

    private func line(_ measure: String, _ value: Value) -> [Value] { [.text(measure), value] }
}

private func count(_ n: Int) -> Value { .number(Double(n)) }
