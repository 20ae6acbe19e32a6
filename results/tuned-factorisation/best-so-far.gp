# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './best-so-far.svg'
set datafile separator tab
unset key
set lmargin at screen 0.10232
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.17955
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0.31000000000000005:24.69]
set yrange [0:0.08339796620814181]
set xtics ('' 5, '' 10, '' 15, '' 20)
set ytics ('' 0, '' 0.02, '' 0.04, '' 0.06, '' 0.08)
set label '5' at screen 0.26918, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '10' at screen 0.44707, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '15' at screen 0.62497, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '20' at screen 0.80286, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.00' at screen 0.09239, screen 0.17955 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.02' at screen 0.09239, screen 0.34954 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.04' at screen 0.09239, screen 0.51954 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.06' at screen 0.09239, screen 0.68953 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.08' at screen 0.09239, screen 0.85953 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'sweep 1 (factors): best ndcg@10 so far' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'trial' at screen 0.53602, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'value' at screen 0.03028, screen 0.53398 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.37108, screen 0.04955 to screen 0.40719, screen 0.04955 nohead front linewidth 2 dashtype 1 linecolor rgb '#0072b2'
set label '' at screen 0.38914, screen 0.04955 front point pointtype 7 pointsize 0.8 linecolor rgb '#0072b2'
set label 'best' at screen 0.41442, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.48068, screen 0.04955 to screen 0.51679, screen 0.04955 nohead front linewidth 2 dashtype (10,4) linecolor rgb '#d55e00'
set label '' at screen 0.49874, screen 0.04955 front point pointtype 5 pointsize 0.8 linecolor rgb '#d55e00'
set label 'this trial' at screen 0.52401, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
plot \
    './best-so-far.dat' index 0 using 1:2 with linespoints linewidth 2 dashtype 1 pointtype 7 pointsize 0.6 pointinterval 2 linecolor rgb '#0072b2' title 'best', \
    './best-so-far.dat' index 1 using 1:2 with linespoints linewidth 2 dashtype (10,4) pointtype 5 pointsize 0.6 pointinterval 2 linecolor rgb '#d55e00' title 'this trial'
unset output
