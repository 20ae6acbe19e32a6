# Written by reel's plot. To make the picture again, run gnuplot on this file in its own folder.
reset session
apostrophe = sprintf('%c', 39)
set encoding utf8
set terminal svg size 720,440 noenhanced font 'sans-serif,13' background '#ffffff'
set output './long-tail.svg'
set datafile separator tab
unset key
set lmargin at screen 0.09636
set rmargin at screen 0.96972
set tmargin at screen 0.85
set bmargin at screen 0.12932
set border 3 linewidth 0.8 linecolor rgb '#888888'
set tics out nomirror scale 0.5, 0.25 textcolor rgb '#555555'
set xrange [0:1994]
set yrange [0.8178041220516935:997.7939435580646]
set logscale y
set xtics ('' 0, '' 500, '' 1000, '' 1500)
set ytics ('' 1, '' 10, '' 100, '' 0.9 1, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '' 20 1, '' 30 1, '' 40 1, '' 50 1, '' 60 1, '' 70 1, '' 80 1, '' 90 1, '' 200 1, '' 300 1, '' 400 1, '' 500 1, '' 600 1, '' 700 1, '' 800 1, '' 900 1)
set label '0' at screen 0.09636, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '500' at screen 0.31536, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '1000' at screen 0.53436, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '1500' at screen 0.75335, screen 0.09682 center front font 'sans-serif,13' textcolor rgb '#555555'
set label '1' at screen 0.08643, screen 0.14971 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '10' at screen 0.08643, screen 0.38322 right front font 'sans-serif,13' textcolor rgb '#555555'
set label '100' at screen 0.08643, screen 0.61672 right front font 'sans-serif,13' textcolor rgb '#555555'
set grid noxtics ytics nomxtics nomytics back linetype 1 linewidth 0.7 linecolor rgb '#e4e4e4'
set label 'Long tail of first-look' at screen 0.01944, screen 0.94636 left front font 'sans-serif bold,16' textcolor rgb '#222222'
set label 'The top 20% of 1994 items hold 64% of all interactions' at screen 0.01944, screen 0.90318 left front font 'sans-serif,13' textcolor rgb '#555555'
set label 'items, most interactions first' at screen 0.53304, screen 0.04659 center front font 'sans-serif,13' textcolor rgb '#222222'
set label 'interactions per item' at screen 0.03028, screen 0.48966 center front rotate by 90 font 'sans-serif,13' textcolor rgb '#222222'
set arrow from first 399, graph 0 to first 399, graph 1 nohead front linewidth 1.2 dashtype (6,4) linecolor rgb '#777777'
set label 'top 20%' at screen 0.27945, screen 0.83091 left front font 'sans-serif,12' textcolor rgb '#777777'
plot \
    './long-tail.dat' index 0 using 1:2 with filledcurves y1=0.8178041220516935 fillstyle transparent solid 0.18 noborder fillcolor rgb '#0072b2' notitle, \
    './long-tail.dat' index 0 using 1:2 with lines linewidth 2 dashtype 1 linecolor rgb '#0072b2' title 'interactions'
unset output
