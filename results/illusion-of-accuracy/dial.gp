# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './dial.svg'
set datafile separator tab
unset key
set lmargin at screen 0.10232
set rmargin at screen 0.96972
set tmargin at screen 0.88841
set bmargin at screen 0.17955
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0:0.8240000000000001]
set yrange [0.4805169615345586:0.802602898543637]
set xtics ('' 0, '' 0.2, '' 0.4, '' 0.6000000000000001, '' 0.8)
set ytics ('' 0.5, '' 0.55, '' 0.6000000000000001, '' 0.65, '' 0.7000000000000001, '' 0.75, '' 0.8)
set label '0.0' at screen 0.10232, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.2' at screen 0.31285, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.4' at screen 0.52339, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.6' at screen 0.73392, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.8' at screen 0.94446, screen 0.14705 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.50' at screen 0.09239, screen 0.22242 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.55' at screen 0.09239, screen 0.33247 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.60' at screen 0.09239, screen 0.44251 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.65' at screen 0.09239, screen 0.55255 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.70' at screen 0.09239, screen 0.6626 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.75' at screen 0.09239, screen 0.77264 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '0.80' at screen 0.09239, screen 0.88268 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'Skill against what only times tell' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'long-range' at screen 0.53602, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'skill' at screen 0.03028, screen 0.53398 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.23901, screen 0.04955 to screen 0.27512, screen 0.04955 nohead front linewidth 2 dashtype 1 linecolor rgb '#0072b2'
set label '' at screen 0.25706, screen 0.04955 front point pointtype 7 pointsize 0.8 linecolor rgb '#0072b2'
set label 'mlp' at screen 0.28234, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.3421, screen 0.04955 to screen 0.37822, screen 0.04955 nohead front linewidth 2 dashtype (10,4) linecolor rgb '#d55e00'
set label '' at screen 0.36016, screen 0.04955 front point pointtype 5 pointsize 0.8 linecolor rgb '#d55e00'
set label 'gru-dt' at screen 0.38544, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.46651, screen 0.04955 to screen 0.50262, screen 0.04955 nohead front linewidth 2 dashtype (4,3) linecolor rgb '#009e73'
set label '' at screen 0.48456, screen 0.04955 front point pointtype 9 pointsize 0.8 linecolor rgb '#009e73'
set label 'neural-cde' at screen 0.50984, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
set arrow from screen 0.63424, screen 0.04955 to screen 0.67035, screen 0.04955 nohead front linewidth 2 dashtype (12,3,3,3) linecolor rgb '#cc79a7'
set label '' at screen 0.6523, screen 0.04955 front point pointtype 13 pointsize 0.8 linecolor rgb '#cc79a7'
set label 'hybrid' at screen 0.67758, screen 0.04955 left front font 'sans-serif,13' textcolor rgb '#222222'
plot \
    './dial.dat' index 0 using 1:2 with linespoints linewidth 2 dashtype 1 pointtype 7 pointsize 0.6 pointinterval 1 linecolor rgb '#0072b2' title 'mlp', \
    './dial.dat' index 1 using 1:2 with linespoints linewidth 2 dashtype (10,4) pointtype 5 pointsize 0.6 pointinterval 1 linecolor rgb '#d55e00' title 'gru-dt', \
    './dial.dat' index 2 using 1:2 with linespoints linewidth 2 dashtype (4,3) pointtype 9 pointsize 0.6 pointinterval 1 linecolor rgb '#009e73' title 'neural-cde', \
    './dial.dat' index 3 using 1:2 with linespoints linewidth 2 dashtype (12,3,3,3) pointtype 13 pointsize 0.6 pointinterval 1 linecolor rgb '#cc79a7' title 'hybrid'
unset output
