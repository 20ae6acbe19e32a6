import Declarations
import Models
import Tensors
import Testing

@Suite(.needsLibtorch) struct LoopTests {
    @Test func learnsAndKeepsTheBest() throws {
        let toy = ToyTrainee()
        let before = try toy.evaluate().loss ?? 0
        let record = try TrainingLoop(toy, rules { ($0.epochs, $0.rate) = (40, 0.02) }, watching: .silent)
            .run()
        let losses = record.epochs.compactMap { $0.measures["validation-loss"] }
        #expect(losses.count == 40 && record.ending == .complete)
        #expect(try #require(losses.min()) < before / 5)
        // What is left in the module is the best epoch's.
        #expect(try toy.evaluate().loss == losses.min())
        #expect(record.best == losses.firstIndex(of: losses.min() ?? 0).map { $0 + 1 })
    }

    @Test func sameSeedSameWeightsAnotherSeedOthers() throws {
        func trained(seed: Int) throws -> [Float] {
            let toy = ToyTrainee(dropout: 0.2)
            _ = try TrainingLoop(toy, rules { $0.seed = seed }, watching: .silent).run()
            return try toy.weights()
        }
        #expect(try trained(seed: 1) == trained(seed: 1))
        #expect(try trained(seed: 1) != trained(seed: 2))
    }

    @Test func stopsEarlyAndGoesBackToTheBest() throws {
        let toy = ToyTrainee(), told = Told()
        toy.script = [5, 4, 3, 3.5, 3, 3.2, 1]
        let record = try TrainingLoop(
            toy, rules { ($0.epochs, $0.patience) = (20, 3) }, watching: told.watcher()
        ).run()
        #expect(record.ending == .patience && record.best == 3 && record.epochs.count == 6)
        #expect(told.epochs == record.epochs)
        let best = try #require(record.epochs[2].measures["own"])
        #expect(try toy.evaluate().measures["own"] == best)
    }

    @Test func withoutValidationTheLastWeightsAreKept() throws {
        let toy = ToyTrainee()
        toy.script = Array(repeating: nil, count: 6)
        let record = try TrainingLoop(toy, rules { $0.patience = 1 }, watching: .silent).run()
        #expect(record.best == nil && record.epochs.count == 6 && record.ending == .complete)
        #expect(try toy.evaluate().measures["own"] == record.epochs[5].measures["own"])
    }

    /// Two passes of four examples make the step of eight.
    @Test func accumulatedPassesAreOneStep() throws {
        func trained(_ batch: Int, _ times: Int) throws -> [Float] {
            let toy = ToyTrainee()
            _ = try TrainingLoop(
                toy, rules { ($0.batch, $0.accumulate, $0.clip) = (batch, times, 0.5) }, watching: .silent
            ).run()
            return try toy.weights()
        }
        let (whole, parts) = (try trained(8, 1), try trained(2, 4))
        #expect(zip(whole, parts).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test func halvesPassesWhenMemoryRunsOut() throws {
        func trained(room: Int, _ told: Told) throws -> [Float] {
            let toy = ToyTrainee()
            toy.roomFor = room
            _ = try TrainingLoop(toy, rules { $0.batch = 16 }, watching: told.watcher()).run()
            return try toy.weights()
        }
        let (plenty, scarce) = (Told(), Told())
        let (whole, parts) = (try trained(room: .max, plenty), try trained(room: 5, scarce))
        #expect(zip(whole, parts).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(plenty.notes.isEmpty && scarce.notes.count == 2)
        #expect(scarce.notes.last?.contains("4 examples per pass") == true)
        #expect(throws: Problem.self) { try trained(room: 0, Told()) }
    }

    @Test func ctrlCKeepsTheBestSoFar() throws {
        let toy = ToyTrainee(), flag = Interrupt.Flag()
        toy.script = [2, 1, 3]
        var passes = 0
        // In the fourth epoch of eight passes each.
        toy.seen = { _ in
            passes += 1
            if passes == 3 * 8 + 2 { flag.raise() }
        }
        let record = try Interrupt.$own.withValue(flag) {
            try TrainingLoop(toy, rules { $0.epochs = 100 }, watching: .silent).run()
        }
        #expect(record.ending == .stopped && record.epochs.count == 3 && record.best == 2)
        #expect(try toy.evaluate().measures["own"] == record.epochs[1].measures["own"])
    }

    @Test func aLossThatIsNoNumberIsAProblem() throws {
        let problem = #expect(throws: Problem.self) {
            try TrainingLoop(
                ToyTrainee(), rules { ($0.rate, $0.optimiser) = (1e20, .sgd) }, watching: .silent
            ).run()
        }
        #expect(problem?.remedy?.contains("rate") == true)
    }

    @Test(arguments: CollapseChoice.allCases) func actsOnCollapse(_ choice: CollapseChoice) throws {
        let toy = ToyTrainee(), told = Told()
        toy.verdicts = [.healthy, .healthy, .collapsed, .collapsed, .collapsed]
        let record = try TrainingLoop(
            toy, rules { ($0.onCollapse, $0.collapseAfter) = (choice, 2) }, watching: told.watcher()
        ).run()
        #expect(told.notes.count == 1 && told.notes[0].contains("epoch 4"))
        #expect(record.ending == (choice == .stop ? .collapse : .complete))
        #expect(record.epochs.count == (choice == .stop ? 4 : 6))
    }

    @Test func rollsBackToTheLastHealthyWeights() throws {
        let toy = ToyTrainee()
        toy.verdicts = [.healthy, .collapsed]
        var healthy: [Float] = [], after: [Float] = []
        var passes = 0
        toy.seen = { [unowned toy] _ in
            passes += 1
            if passes == 9 { healthy = try toy.weights() }
            if passes == 17 { after = try toy.weights() }
        }
        let record = try TrainingLoop(
            toy, rules { ($0.onCollapse, $0.collapseAfter) = (.rollback, 1) }, watching: .silent
        ).run()
        #expect(healthy == after && !healthy.isEmpty && record.ending == .complete)
    }

    @Test func aCurriculumBeginsWithWhatIsEasy() throws {
        let toy = ToyTrainee(examples: 100)
        // One pass per epoch, as the batch holds all.
        var all: [Int] = []
        toy.seen = { all += $0 }
        let counter = rules {
            ($0.curriculum, $0.pace, $0.epochs, $0.batch) = (.length, 0.5, 8, 100)
        }
        _ = try TrainingLoop(toy, counter, watching: .silent).run()
        let sizes = [20, 40, 60, 80, 100, 100, 100, 100]
        #expect(all.count == sizes.reduce(0, +))
        var start = 0
        for size in sizes {
            #expect(Set(all[start..<start + size]) == Set(0..<size))
            start += size
        }
        #expect(Array(all[0..<20]) != Array(0..<20))
    }

    @Test(arguments: OptimiserChoice.allCases, ScheduleChoice.allCases)
    func everyOptimiserAndScheduleLearns(_ optimiser: OptimiserChoice, _ schedule: ScheduleChoice) throws {
        let toy = ToyTrainee()
        let before = try toy.evaluate().loss ?? 0
        _ = try TrainingLoop(
            toy,
            rules {
                ($0.optimiser, $0.schedule, $0.epochs) = (optimiser, schedule, 20)
                // Adagrad divides by all gradients so far.
                $0.rate = optimiser == .adagrad ? 0.2 : 0.02
                ($0.warmUp, $0.decay) = (1, 1e-3)
            }, watching: .silent
        ).run()
        #expect(try toy.evaluate().loss ?? 0 < 0.6 * before)
    }

    @Test func shorterNumbersTrainToo() throws {
        func trained(_ precision: Precision) throws -> Double {
            let toy = ToyTrainee()
            _ = try TrainingLoop(
                toy, rules { ($0.precision, $0.rate, $0.epochs) = (precision, 0.02, 20) }, watching: .silent
            ).run()
            return try toy.evaluate().loss ?? 0
        }
        let (long, short) = (try trained(.float32), try trained(.bfloat16))
        #expect(long != short && abs(long - short) < 0.1)
    }

    @Test func findsARate() throws {
        let search = try searchRate(ToyTrainee(examples: 512), rules { $0.batch = 32 })
        let rate = try #require(search.suggestion)
        #expect(rate > 1e-4 && rate < 1)
        #expect(search.table.rows.count == search.points.count && search.points[0].rate == 1e-6)
        #expect(throws: Problem.self) { try searchRate(ToyTrainee(), Training(), from: 1, to: 0.1) }
    }

    @Test func plansWhatATrainingCosts() throws {
        let plan = try planTraining(ToyTrainee(examples: 1000), rules { ($0.batch, $0.accumulate) = (30, 2) })
        #expect(plan.parameters == 4 * 16 + 16 + 16 + 1 && plan.weightBytes == 4 * plan.parameters)
        // Adam's two moments, and the count of its steps.
        #expect(plan.optimiserBytes == 8 * plan.parameters + 8)
        #expect(plan.stepsPerEpoch == 17 && plan.epochs == 6 && plan.seconds > 0)
        // What is kept of a pass: at least x [100 000, 4] and tanh [100 000, 16]. The heap is the whole process's: the pass is
        // a large one, so that what other tests give back meanwhile weighs little beside it.
        let wide = try planTraining(ToyTrainee(examples: 100_000), rules { $0.batch = 100_000 }, steps: 1)
        #expect(try #require(wide.activationBytes) >= 4 * 100_000 * 20 * 3 / 4)
        #expect(plan.table.rows.count == 12)
    }
}
