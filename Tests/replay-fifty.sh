#!/usr/bin/env bash
# Stores fifty runs over every family of models on made-up data and replays each on one and on two threads: EQUAL, or WITHIN where
# the run itself says that it was lock-free. Coverage is not asked for: of lock-free runs it may move by more than the tolerance. usage: Tests/replay-fifty.sh path/to/reel
# Exits with 1 where a replay differs; without libtorch the neural models are left out, and it says so.
set -euo pipefail
reel=$(realpath "${1:?usage: Tests/replay-fifty.sh path/to/reel}")
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
export REEL_CACHE="$work/cache" REEL_RUNS="$work/runs.db" NO_COLOR=1

# Ratings from 1 to 5 of 300 users for 120 films: levels of user and film, two directions of taste, and noise.
awk 'BEGIN {
  srand(7); print "user,item,rating,timestamp"
  for (i = 0; i < 120; i++) { level[i] = rand() - 0.5; a[i] = rand() * 2 - 1; b[i] = rand() * 2 - 1 }
  for (u = 0; u < 300; u++) {
    mine = rand() - 0.5; p = rand() * 2 - 1; q = rand() * 2 - 1
    for (n = 0; n < 30; n++) {
      i = (u * 7 + n * (n + 3)) % 120; if (seen[u, i]++) continue
      r = int(3.5 + mine + level[i] + 1.5 * (p * a[i] + q * b[i]) + rand() - 0.5 + 0.5)
      print "u" u ",i" i "," (r < 1 ? 1 : r > 5 ? 5 : r) "," 1600000000 + u * 1000 + n * 60
    }
  }
}' >ratings.csv

cat >lists.reel <<'REEL'
generate firetv users=700 items=200 events=30000 seed=3 to=data/lists
filter dedupe
split leave-last-out
a01 = train popular
a02 = train random seed=4
a03 = train constant
a04 = train item-knn k=20
a05 = train item-knn k=20 similarity=jaccard weighting=bm25
a06 = train user-knn k=30
a07 = train rp3beta
a08 = train ease l2=50
a09 = train slim
a10 = train pure-svd factors=8
a11 = train als factors=8 epochs=5 seed=1
a12 = train als factors=8 epochs=4 solver=cholesky seed=2
a13 = train bpr factors=8 epochs=5 seed=1
a14 = train bpr factors=8 epochs=5 seed=2 negatives=popular
a15 = train lightfm loss=warp factors=8 epochs=5 seed=1
a16 = train lightfm loss=warp factors=8 epochs=5 seed=1 threads=1
a17 = train lightfm loss=bpr factors=8 epochs=4 seed=2 features=[genres]
a18 = train lightfm from=a16 epochs=2 threads=1
a19 = train fm factors=8 epochs=4 seed=1
a26 = train lightfm loss=warp-kos factors=8 epochs=4 seed=1
evaluate a01 a02 a03 a04 a05 a06 a07 a08 a09 a10 a11 a12 a13 a14 a15 a16 a17 a18 a19 a26 on=[ndcg@10 recall@20 hr@10]
split random test=0.2 seed=5
a20 = train ease l2=5
a21 = train als factors=16 epochs=3 alpha=10 seed=6
a22 = train item-knn k=10
evaluate a20 a21 a22 on=[ndcg@10 mrr@10 auc]
split held-out-users
a23 = train ease l2=20
a24 = train item-knn k=40
a25 = train als factors=4 epochs=3
evaluate a23 a24 a25 on=[ndcg@10 hr@5]
REEL
cat >ratings.reel <<'REEL'
load "ratings.csv"
split random test=0.2 seed=1
b01 = train global-mean
b02 = train item-mean
b03 = train user-mean
b04 = train item-user-mean
b05 = train bias
b06 = train svd factors=8 epochs=10 seed=1
b07 = train svd factors=4 epochs=5 biased=false seed=2
b08 = train svd++ factors=6 epochs=6 seed=1
b09 = train als-wr factors=6 epochs=6 seed=1
b10 = train slope-one
b11 = train nmf factors=6 epochs=10 seed=1
b12 = train co-clustering user-clusters=3 item-clusters=3 epochs=6 seed=1
b13 = train user-knn k=20 similarity=msd centre=baseline target=ratings
b14 = train item-knn k=20 similarity=adjusted-cosine centre=mean target=ratings
evaluate b01 b02 b03 b04 b05 b06 b07 b08 b09 b10 b11 b12 b13 b14 on=[rmse mae]
REEL
cat >traits.reel <<'REEL'
generate behaviour kind=temporal users=120 dims=3 steps=16 seed=2 to=data/traits
split held-out-users users=0.2 validation=0.2
c01 = train mean
c02 = train ridge-traits
evaluate c01 c02 on=[skill within@10]
REEL
cat >neural.reel <<'REEL'
load "data/traits"
split held-out-users users=0.2 validation=0.2
c03 = train mlp-traits epochs=6 seed=1
c04 = train gru-traits epochs=3 seed=1
c05 = train neural-cde epochs=2 seed=1
c06 = train neural-cde-mini epochs=2 seed=1
c07 = train hybrid-traits epochs=2 seed=1
c08 = train gru-dt epochs=2 seed=1
c09 = train ode-rnn epochs=2 seed=1
c10 = train behaviour-transformer epochs=2 seed=1
evaluate c03 c04 c05 c06 c07 c08 c09 c10 on=[skill]
REEL
for part in lists ratings traits; do "$reel" --quiet $part.reel >out; done
if "$reel" doctor | grep -q "libtorch.*missing"; then echo "skipped: the neural models, as libtorch is not here"
else "$reel" --quiet neural.reel >out; fi

count=$("$reel" -c 'print (count(runs))' | tail -1)
status=0
for threads in 1 2; do
  # A run that is exact never answers WITHIN: it is EQUAL or it DIFFERS.
  answers=$("$reel" -c "r = replay 1..$count threads=$threads; r | where answer != \"EQUAL\" and answer != \"WITHIN\"
    print (count(r | where answer == \"EQUAL\")); print (count(r | where answer == \"WITHIN\"))" 2>/dev/null)
  equal=$(tail -2 <<<"$answers" | head -1); within=$(tail -1 <<<"$answers")
  echo "$count runs replayed on $threads of 2 threads: $equal EQUAL, $within WITHIN"
  [ "$((equal + within))" = "$count" ] || { echo "$answers"; status=1; }
done
exit $status
