# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './variance.svg'
set datafile separator tab
unset key
set lmargin at screen 0.23033
set rmargin at screen 0.90503
set tmargin at screen 0.88841
set bmargin at screen 0.17938
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0:0.002892295848492446]
set yrange [14.5:-0.5]
set xtics ('' 0, '' 0.0005, '' 0.001, '' 0.0015, '' 0.002, '' 0.0025)
set ytics ('' 0, '' 1, '' 2, '' 3, '' 4, '' 5, '' 6, '' 7, '' 8, '' 9, '' 10, '' 11, '' 12, '' 13, '' 14)
set label '0.0000' at screen 0.23033, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0005' at screen 0.34697, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0010' at screen 0.46361, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0015' at screen 0.58025, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0020' at screen 0.69688, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0025' at screen 0.81352, screen 0.14688 center front font 'sans-serif,13' textcolor rgb '#555555'
set label 'cognitive-load' at screen 0.2204, screen 0.86477 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'exploration-tendency' at screen 0.2204, screen 0.81751 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'attention-span' at screen 0.2204, screen 0.77024 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'novelty-seeking' at screen 0.2204, screen 0.72297 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'decision-speed' at screen 0.2204, screen 0.6757 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'patience' at screen 0.2204, screen 0.62843 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'impulsivity' at screen 0.2204, screen 0.58116 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'genre-loyalty' at screen 0.2204, screen 0.53389 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'social-orientation' at screen 0.2204, screen 0.48662 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'mood-variability' at screen 0.2204, screen 0.43935 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'binge-tendency' at screen 0.2204, screen 0.39209 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'completion-drive' at screen 0.2204, screen 0.34482 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'frustration-tolerance' at screen 0.2204, screen 0.29755 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'visual-preference' at screen 0.2204, screen 0.25028 right front font 'sans-serif,13' textcolor rgb '#555555'
set label 'routine-strength' at screen 0.2204, screen 0.20301 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid xtics noytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'Spread that predictions keep, target by target' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'collapsed' at screen 0.56768, screen 0.09665 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'Not shown, on another scale: cured.' at screen 0.01944, screen 0.04489 left front font 'sans-serif,11.5' textcolor rgb '#555555'
set label '0.00176' at screen 0.64885, screen 0.86477 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00137' at screen 0.55584, screen 0.81751 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00106' at screen 0.48358, screen 0.77024 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00176' at screen 0.64734, screen 0.72297 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00054' at screen 0.36434, screen 0.6757 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00075' at screen 0.413, screen 0.62843 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00037' at screen 0.32391, screen 0.58116 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00145' at screen 0.57531, screen 0.53389 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00047' at screen 0.34754, screen 0.48662 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00109' at screen 0.49213, screen 0.43935 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00048' at screen 0.34932, screen 0.39209 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00030' at screen 0.30691, screen 0.34482 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00154' at screen 0.5972, screen 0.29755 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00270' at screen 0.86784, screen 0.25028 left front font 'sans-serif,11.5' textcolor rgb '#222222'
set label '0.00157' at screen 0.60268, screen 0.20301 left front font 'sans-serif,11.5' textcolor rgb '#222222'
plot \
    './variance.dat' index 0 using 4:1:(0):4:2:3 with boxxyerror fillstyle solid noborder fillcolor rgb '#0072b2' title 'collapsed'
unset output
