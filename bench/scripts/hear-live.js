// In the host page: waits until so many frames are live, and tells the benchmark when the last was.
{
  const lives = [];
  addEventListener("message", ({ data }) => {
    if (typeof data?.live !== "number") return;
    lives.push(data.live);
    if (lives.length === COUNT) fetch("/", { method: "POST", body: String(Math.max(...lives) - performance.timeOrigin) });
  });
}
