@echo off
rem Starts Patron on Windows: a release runs as it is, a checkout is built once, and again after app\target is removed.
rem
rem   PATRON_JAVA_HOME   the JDK (25 or newer) to use, before JAVA_HOME and the java on the path
setlocal
set "root=%~dp0.."
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
if defined PATRON_JAVA_HOME set "java=%PATRON_JAVA_HOME%\bin\java.exe"
set "jar=%root%\patron.jar"
if exist "%jar%" goto run
set "image=%root%\app\target\image\windows"
set "jar=%image%\patron.jar"
if exist "%jar%" goto run
echo patron: building 1>&2
call :build
if errorlevel 1 (
  echo patron: the build failed; it needs a JDK 25 and access to Maven Central 1>&2
  exit /b 1
)
:run
"%java%" -Xlog:disable -Xlog:all=warning:stderr -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true "-Dpatron.home=%root%" -jar "%jar%" %*
exit /b %ERRORLEVEL%

:build
rem No build step sees a wallet's or a model's key.
setlocal
set "PATRON_PRIVATE_KEY="
set "PATRON_WALLET="
set "PATRON_WALLET_PASSWORD_FILE="
set "PATRON_GATEWAY_KEY="
set "OPENAI_API_KEY="
call "%root%\mvnw.cmd" -q -B -f "%root%\pom.xml" -DskipTests -Dpatron.quick "-Dpatron.image=%image%" package 1>&2
if errorlevel 1 exit /b 1
copy /y "%root%\app\target\patron.jar" "%jar%" >nul
exit /b %ERRORLEVEL%
