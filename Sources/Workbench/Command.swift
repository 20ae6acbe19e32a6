import Declarations
import Language

/// One word of the language: does the work and returns what to show. It prints nothing.
public protocol Command: Declared {
    func run(in session: Session) throws -> Report
}

/// Every command, in the order in which help lists them. A test compares it with the folders.
let vocabulary: [Vocable] = [
    Vocable("Data", Load.self), Vocable("Data", Fetch.self), Vocable("Data", Generate.self),
    Vocable("Data", Describe.self), Vocable("Data", FilterData.self), Vocable("Data", SplitData.self),
    Vocable("Data", AuditSplit.self), Vocable("Data", Use.self), Vocable("Data", Save.self),
    Vocable("Data", Available.self), Vocable("Data", Enrich.self), Vocable("Data", ShowFeatures.self),
    Vocable("Data", ShowEngagement.self),

    Vocable("Models", ListModels.self), Vocable("Models", Train.self), Vocable("Models", Recommend.self),
    Vocable("Models", Predict.self), Vocable("Models", ShowSimilar.self),
    Vocable("Models", PlanTraining.self), Vocable("Models", FindRate.self), Vocable("Models", CureModel.self),
    Vocable("Models", ProfileUser.self), Vocable("Models", CalibrateBands.self),
    Vocable("Models", SaveModel.self), Vocable("Models", LoadModel.self),

    Vocable("Judging", Evaluate.self), Vocable("Judging", Compare.self), Vocable("Judging", MakeClaim.self),
    Vocable("Judging", Diagnose.self), Vocable("Judging", SliceModel.self),
    Vocable("Judging", OffPolicy.self),
    Vocable("Judging", WriteRankings.self), Vocable("Judging", ListMetrics.self),

    Vocable("Runs", ListRuns.self), Vocable("Runs", Show.self), Vocable("Runs", Diff.self),
    Vocable("Runs", Tag.self), Vocable("Runs", Replay.self), Vocable("Runs", ResumeRun.self),
    Vocable("Runs", TraceExport.self), Vocable("Runs", SweepModels.self), Vocable("Runs", QueryStore.self),
    Vocable("Runs", ImportRuns.self), Vocable("Runs", ExportMLflow.self),

    Vocable("Tables", Where.self), Vocable("Tables", Sort.self), Vocable("Tables", Select.self),
    Vocable("Tables", Take.self), Vocable("Tables", Group.self), Vocable("Tables", AddColumn.self),
    Vocable("Tables", Stack.self), Vocable("Tables", ReadTable.self),
    Vocable("Tables", Plot.self), Vocable("Tables", Export.self),

    Vocable("Session", Print.self), Vocable("Session", Names.self), Vocable("Session", Doctor.self),
    Vocable("Session", Manual.self), Vocable("Session", Bench.self), Vocable("Session", Quit.self),
]
