# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './dial.svg'
set datafile separator tab
unset key
set lmargin at screen 0.09112
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.17955
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0:1.03]
set yrange [-0.03351794125090494:0.8257488148103644]
set xtics ('' 0, '' 0.2, '' 0.4, '' 0.6000000000000001, '' 0.8, '' 1)
set ytics ('' 0, '' 0.2, '' 0.4, '' 0.6000000000000001, '' 0.8)
set label '0.0' at screen 0.09112, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.2' at screen 0.26173, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.4' at screen 0.43233, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.6' at screen 0.60293, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.8' at screen 0.77353, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '1.0' at screen 0.94413, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.0' at screen 0.08119, screen 0.2072 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.2' at screen 0.08119, screen 0.37219 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.4' at screen 0.08119, screen 0.53718 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.6' at screen 0.08119, screen 0.70217 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.8' at screen 0.08119, screen 0.86717 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set arrow from graph 0, first 0 to graph 1, first 0 nohead back linewidth 0.8 linecolor rgb '#888888'
set label 'Skill against what only times tell' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'long-range' at screen 0.53042, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'skill' at screen 0.03028, screen 0.53398 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.14954, screen 0.04955 to screen 0.18565, screen 0.04955 nohead front linewidth 2 dashtype 1 linecolor rgb '#0072b2'
set label '' at screen 0.1676, screen 0.04955 front point pointtype 7 pointsize 0.8 linecolor rgb '#0072b2'
set label 'mlp' at screen 0.19288, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.25264, screen 0.04955 to screen 0.28875, screen 0.04955 nohead front linewidth 2 dashtype (10,4) linecolor rgb '#d55e00'
set label '' at screen 0.27069, screen 0.04955 front point pointtype 5 pointsize 0.8 linecolor rgb '#d55e00'
set label 'gru-dt' at screen 0.29597, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.37704, screen 0.04955 to screen 0.41315, screen 0.04955 nohead front linewidth 2 dashtype (4,3) linecolor rgb '#009e73'
set label '' at screen 0.3951, screen 0.04955 front point pointtype 9 pointsize 0.8 linecolor rgb '#009e73'
set label 'transformer' at screen 0.42038, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.55597, screen 0.04955 to screen 0.59208, screen 0.04955 nohead front linewidth 2 dashtype (12,3,3,3) linecolor rgb '#cc79a7'
set label '' at screen 0.57403, screen 0.04955 front point pointtype 13 pointsize 0.8 linecolor rgb '#cc79a7'
set label 'neural-cde' at screen 0.59931, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.72371, screen 0.04955 to screen 0.75982, screen 0.04955 nohead front linewidth 2 dashtype (18,5) linecolor rgb '#e69f00'
set label '' at screen 0.74176, screen 0.04955 front point pointtype 11 pointsize 0.8 linecolor rgb '#e69f00'
set label 'hybrid' at screen 0.76704, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
plot \
    './dial.dat' index 0 using 1:2 with linespoints linewidth 2 dashtype 1 pointtype 7 pointsize 0.6 pointinterval 1 linecolor rgb '#0072b2' title 'mlp', \
    './dial.dat' index 1 using 1:2 with linespoints linewidth 2 dashtype (10,4) pointtype 5 pointsize 0.6 pointinterval 1 linecolor rgb '#d55e00' title 'gru-dt', \
    './dial.dat' index 2 using 1:2 with linespoints linewidth 2 dashtype (4,3) pointtype 9 pointsize 0.6 pointinterval 1 linecolor rgb '#009e73' title 'transformer', \
    './dial.dat' index 3 using 1:2 with linespoints linewidth 2 dashtype (12,3,3,3) pointtype 13 pointsize 0.6 pointinterval 1 linecolor rgb '#cc79a7' title 'neural-cde', \
    './dial.dat' index 4 using 1:2 with linespoints linewidth 2 dashtype (18,5) pointtype 11 pointsize 0.6 pointinterval 1 linecolor rgb '#e69f00' title 'hybrid'
unset output
