/// Every generator, in the order in which help lists them.
public let generators: [any Generator.Type] = [
    FireTVGenerator.self,
    BehaviourGenerator.self,
    ImpressionGenerator.self,
]
